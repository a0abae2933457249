import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { makeMachine } from '../../lib/local/machine.ts';
import sendNotification from '../../lib/workflow/send-notification.asl.json' with { type: 'json' };
import { aFailureNotification } from '../support/notifications.ts';
import { playStory } from '../support/play-story.ts';
import { makeSkippingClock } from '../support/skipping-clock.ts';

const ends = (played: Awaited<ReturnType<typeof playStory>>, destination: string) =>
  played.events.flatMap((event) =>
    event.event === 'delivery' && event.delivery.destination === destination ? [event.result.kind] : [],
  );
const quick = { story: 'succeeds', job: { durationSeconds: 60 } } as const;

describe('a destination that refuses', () => {
  it('is kept as a dead letter, and its fallback is told why', async () => {
    const played = await playStory({
      ...quick,
      routes: [{ to: ['chat'], fallback: 'hook' }],
      receiver: ({ answerNext }) => answerNext('slack', { status: 403, body: 'invalid_token' }),
    });
    expect(played.deadLetters.map(({ attempt }) => attempt?.delivery.destination)).toEqual(['chat']);
    expect(ends(played, 'hook')).toEqual(['delivered']);
    expect(played.sendNotificationHistory).toBe(
      'PlanDeliveries IsAnybodyToNotify DeliverToEach IsDeferred Deliver Judge KeepUndelivered HasFallback FallBack Deliver Judge Delivered IsAllKept NotificationTaken',
    );
  });

  it('has words in the fallback that say who could not be told', async () => {
    const played = await playStory({
      ...quick,
      routes: [{ to: ['hook'], fallback: 'chat' }],
      receiver: ({ answerNext }) => answerNext('webhook', { status: 400 }),
    });
    const slack = played.received.find(({ channel }) => channel === 'slack');
    expect(slack?.body).toContain(
      'Sent here because delivery to \\"hook\\" failed: The webhook answered 400.',
    );
  });

  it('whose fallback refuses too leaves two dead letters', async () => {
    const played = await playStory({
      ...quick,
      routes: [{ to: ['chat'], fallback: 'hook' }],
      receiver: ({ answerNext }) => {
        answerNext('slack', { status: 403, body: 'invalid_token' });
        answerNext('webhook', { status: 400 });
      },
    });
    expect(played.deadLetters.map(({ attempt }) => attempt?.delivery.destination)).toEqual(['chat', 'hook']);
  });
});

it('a dead letter that cannot be kept stops no other delivery of the notification, and the execution fails in the end', async () => {
  const notified: string[] = [];
  const machine = makeMachine(sendNotification, { clock: makeSkippingClock(), entered: () => {} });
  const { result } = machine({
    name: 'a-notification',
    input: { notification: aFailureNotification() },
    tasks: {
      PlanDeliveries: async () => ({
        Payload: {
          deliveries: [
            { destination: 'gone', attempts: 0, fallback: { destination: 'other', attempts: 0 } },
            { destination: 'held', attempts: 0, hold_seconds: 8 * 3_600 },
          ],
        },
      }),
      Deliver: async (parameters) => {
        const { Payload } = Called.parse(parameters);
        const { destination } = Payload.delivery;
        const kind = destination === 'gone' ? 'refused' : 'delivered';
        if (kind === 'delivered') notified.push(destination);
        return { Payload: { delivery: Payload.delivery, result: { kind, why: 'no' } } };
      },
      KeepUndelivered: async () => {
        throw new Error('there is no such queue');
      },
    },
  });
  await expect(result).rejects.toThrow(/could not be put into the queue of dead letters/);
  expect(notified.sort()).toEqual(['held', 'other']);
});

const Called = z.object({
  Payload: z.object({ delivery: z.looseObject({ destination: z.string() }) }),
});

describe('a delivery that had to wait', () => {
  it('waits exactly as long as it was asked to, and says that it comes late', async () => {
    const played = await playStory({
      ...quick,
      routes: [{ to: ['chat'] }],
      receiver: ({ answerNext }) => answerNext('slack', { status: 429, headers: { 'retry-after': '777' } }),
    });
    const [first, second] = played.received;
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBe(777_000);
    expect(first?.body).not.toContain(' late.');
    expect(second?.body).toContain('This message is 12 min 57 s late.');
  });
});

describe('progress', () => {
  it('is told where a route wants it: that the job started, and how far it is', async () => {
    const played = await playStory({
      story: 'succeeds-with-sub-jobs',
      job: { durationSeconds: 600 },
      routes: [{ to: ['hook'], when: { type: ['sdrs.job.started', 'sdrs.job.progress'] } }, { to: ['hook'] }],
    });
    const types = played.notifications.map(({ type }) => type);
    expect(types[0]).toBe('sdrs.job.started');
    expect(types.filter((type) => type === 'sdrs.job.progress').length).toBeGreaterThan(0);
    expect(types.at(-1)).toBe('sdrs.job.succeeded');
    expect(played.deadLetters).toEqual([]);
    expect(played.received.filter(({ channel }) => channel === 'webhook')).toHaveLength(types.length);
  });

  it('is not told where no route wants it', async () => {
    const played = await playStory({ story: 'succeeds-with-sub-jobs', routes: [{ to: ['hook'] }] });
    expect(played.notifications.map(({ type }) => type)).toEqual(['sdrs.job.succeeded']);
  });
});

describe('quiet hours', () => {
  it('hold a notification back until they end', async () => {
    const quiet = { from: '00:00', to: '23:59', zone: 'UTC', afterwards: 'each' };
    const played = await playStory({ ...quick, routes: [{ to: ['chat'], quiet }] });
    const chat = played.received.find(({ channel }) => channel === 'slack');
    expect(new Date(chat?.atMs ?? 0).toISOString()).toMatch(/T23:59:/);
    expect(chat?.body).toContain(' late.');
  });
});
