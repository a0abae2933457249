import { describe, expect, it } from 'vitest';
import { playStory } from '../support/play-story.ts';

/** Throws what Lambda's own errors look like to the machine, so many times; then does as the step would. */
function failing<Input, Output>(
  times: number,
  errorName: string,
  step: (input: Input) => Promise<Output>,
): (input: Input) => Promise<Output> {
  let left = times;
  return async (input) => {
    if (left-- > 0) throw Object.assign(new Error('thrown by the test'), { name: errorName });
    return step(input);
  };
}

describe('a function that fails', () => {
  it('is tried again when the Lambda service was at fault, and the watch goes on', async () => {
    const played = await playStory({
      story: 'succeeds',
      steps: (real) => ({ pollJob: failing(13, 'Lambda.TooManyRequestsException', real.pollJob) }),
    });
    expect(played.outcome).toBe('succeeded');
  });

  it('at a poll makes the watch lost, which is announced once', async () => {
    const played = await playStory({
      story: 'succeeds',
      steps: (real) => ({ pollJob: failing(99, 'TypeError', real.pollJob) }),
    });
    expect(played.outcome).toBe('lost');
    expect(played.history).toBe('BeginWatch PollJob ReportLostWatch WatchLost');
    expect(played.notifications.map(({ type }) => type)).toEqual(['sdrs.watch.lost']);
    expect(played.notifications[0]?.reason).toBe(
      'The watch itself died (CAUGHT): TypeError. thrown by the test',
    );
    expect(played.events.find(({ event }) => event === 'end')).toMatchObject({
      notification: played.notifications[0],
    });
    expect(played.received).toHaveLength(2);
  });

  it('at the report of the loss too leaves the event of the failed execution to announce it', async () => {
    const played = await playStory({
      story: 'succeeds',
      steps: (real) => {
        const reportLostWatch = failing(13, 'TypeError', (lost: Parameters<typeof real.reportLostWatch>) =>
          real.reportLostWatch(...lost),
        );
        return {
          pollJob: failing(99, 'TypeError', real.pollJob),
          reportLostWatch: (...lost) => reportLostWatch(lost),
        };
      },
    });
    expect(played.history).toBe(`BeginWatch PollJob ReportLostWatch WatchLost`);
    expect(played.notifications.map(({ type }) => type)).toEqual(['sdrs.watch.lost']);
  });

  it('that answers what the machine does not know makes the watch lost', async () => {
    const played = await playStory({
      story: 'succeeds',
      steps: (real) => ({
        pollJob: async (input) => ({
          ...(await real.pollJob(input)),
          decision: JSON.parse('{"kind":"rest"}'),
        }),
      }),
    });
    expect(played.outcome).toBe('lost');
  });

  it('at the plan keeps the whole notification as a dead letter', async () => {
    const played = await playStory({
      story: 'succeeds',
      steps: (real) => ({ planNotification: failing(99, 'TypeError', real.planNotification) }),
    });
    expect(played.outcome).toBe('succeeded');
    expect(played.deadLetters).toMatchObject([
      { notification: { type: 'sdrs.job.succeeded' }, caught: { Error: 'TypeError' } },
    ]);
  });

  it('at one delivery keeps that one as a dead letter and delivers the other', async () => {
    const played = await playStory({
      story: 'succeeds',
      steps: (real) => ({
        deliverNotification: async (input) => {
          if (input.delivery.destination === 'chat') throw new TypeError('thrown by the test');
          return real.deliverNotification(input);
        },
      }),
    });
    expect(played.deadLetters).toMatchObject([
      { attempt: { delivery: { destination: 'chat', attempts: 0 }, caught: { Error: 'TypeError' } } },
    ]);
    expect(played.received.map(({ channel }) => channel)).toEqual(['webhook']);
  });
});

describe('a destination', () => {
  it('that asks to wait gets the notification when the wait is over', async () => {
    const played = await playStory({
      story: 'succeeds',
      receiver: ({ answerNext }) => answerNext('slack', { status: 429, headers: { 'retry-after': '40' } }),
    });
    const [first, second] = played.received.filter(({ channel }) => channel === 'slack');
    expect((second!.atMs - first!.atMs) / 1_000).toBe(40);
    expect(played.deadLetters).toEqual([]);
  });

  it('that never takes it leaves a dead letter with the last reason after about half an hour', async () => {
    const played = await playStory({
      story: 'succeeds',
      receiver: ({ answerNext }) => answerNext('slack', { status: 503, count: 100 }),
    });
    const attempts = played.received.filter(({ channel }) => channel === 'slack');
    expect(attempts).toHaveLength(8);
    expect((attempts.at(-1)!.atMs - attempts[0]!.atMs) / 60_000).toBeCloseTo(28, 0);
    expect(played.deadLetters).toMatchObject([
      { attempt: { delivery: { destination: 'chat', attempts: 8 } } },
    ]);
    expect(JSON.stringify(played.deadLetters)).toContain('gave up after 8 attempts');
  });

  it('that is gone leaves a dead letter at once', async () => {
    const played = await playStory({
      story: 'succeeds',
      receiver: ({ answerNext }) => answerNext('slack', { status: 410, body: 'channel_is_archived' }),
    });
    expect(played.deadLetters).toMatchObject([{ attempt: { result: { kind: 'gone' } } }]);
  });

  it('that takes a webhook late gets the same id with a fresh timestamp and signature', async () => {
    const played = await playStory({
      story: 'succeeds',
      receiver: ({ answerNext }) => answerNext('webhook', { status: 503, count: 3 }),
    });
    const webhooks = played.received.filter(({ channel }) => channel === 'webhook');
    expect(webhooks).toHaveLength(4);
    expect(new Set(webhooks.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(webhooks.map(({ body }) => body)).size).toBe(1);
    expect(new Set(webhooks.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(4);
    expect(webhooks.every(({ verified }) => verified)).toBe(true);
  });
});
