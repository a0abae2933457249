import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { DeadLetter } from '../../lib/workflow/contracts.ts';
import sendNotification from '../../lib/workflow/send-notification.asl.json' with { type: 'json' };
import { stateVersion } from '../../lib/workflow/state-version.ts';
import watchJob from '../../lib/workflow/watch-job.asl.json' with { type: 'json' };
import { later, laterNotification, withMore } from '../support/later-release.ts';
import { playRelease, type Sent, type TaskName } from '../support/play-release.ts';
import { fixtureOf, recordStates } from '../support/record-states.ts';

type Json = Record<string, unknown>;
const object = (value: unknown): Json => z.record(z.string(), z.unknown()).parse(value);
const webhooks = (played: Awaited<ReturnType<typeof playRelease>>): Json[] =>
  played.received
    .filter(({ channel, status }) => channel === 'webhook' && status < 300)
    .map(({ body }) => object(JSON.parse(body)));
const payloadsOf = (sent: readonly Sent[], name: TaskName): Json[] =>
  sent.filter(({ task }) => task === name).map(({ payload }) => object(payload));

/**
 * The same state as a later release would write it: a higher version, more keys at every level, values that
 * nobody knows.
 */
function asLater({ task, payload }: Sent): unknown {
  const sent = object(payload);
  if (task === 'PollJob') {
    const { progress, request } = sent;
    const trouble = {
      since: '2026-11-24T08:00:01.000Z',
      kind: 'out_of_turns',
      in_a_row: 1,
      message: 'later',
    };
    return withMore({
      ...sent,
      request: { ...object(request), polling: 'learned', deadline: 'when it suits' },
      progress: later(progress, { trouble }),
    });
  }
  const notification = laterNotification(sent['notification']);
  const delivery = 'delivery' in sent ? { delivery: later(sent['delivery'], {}) } : {};
  return withMore({ ...sent, notification, ...delivery });
}

describe('state of a later release', () => {
  it('is read in the middle of a watch, which ends as its job does and tells it', async () => {
    const played = await playRelease({
      changed: (sent, call) => (sent.task === 'PollJob' && call >= 3 ? asLater(sent) : sent.payload),
    });
    expect(played.error).toBe('SDRS.1030');
    expect(webhooks(played)).toMatchObject([{ type: 'sdrs.job.failed' }]);
    expect(played.deadLetters).toEqual([]);
    const [input] = payloadsOf(played.sent, 'PlanDeliveries');
    expect(input).toMatchObject({ notification: { version: stateVersion } });
    expect(JSON.stringify(input)).not.toContain('of_a_later_release');
  });

  it('is read in the middle of a delivery, which arrives with what this release does not know', async () => {
    const played = await playRelease({
      changed: (sent) =>
        sent.task === 'PlanDeliveries' || sent.task === 'Deliver' ? asLater(sent) : sent.payload,
      receiver: ({ answerNext }) => answerNext('slack', { status: 503, count: 2 }),
    });
    expect(played.deadLetters).toEqual([]);
    expect(webhooks(played)).toMatchObject([
      { type: 'sdrs.job.cancelled', data: { severity: 'error', outcome: 'cancelled' } },
    ]);
    const chat = played.received.filter(({ channel }) => channel === 'slack');
    expect(chat.map(({ status }) => status)).toEqual([503, 503, 200]);
    expect(chat.at(-1)?.body).toContain('Fail over protection group: sdrs.job.cancelled');
  });

  it('is answered as state of this release', async () => {
    const { sent } = await playRelease({
      changed: (one, call) => (one.task === 'Deliver' && call === 0 ? asLater(one) : one.payload),
      receiver: ({ answerNext }) => answerNext('slack', { status: 503 }),
    });
    const second = payloadsOf(sent, 'Deliver').find(({ delivery }) => object(delivery)['attempts'] === 1);
    expect(second?.['delivery']).toMatchObject({ version: stateVersion });
    expect(JSON.stringify(second?.['delivery'])).not.toContain('of_a_later_release');
  });

  it('is read in a dead letter, also where its result is unknown', () => {
    const { dead_letter: deadLetter } = recorded();
    const { attempt, ...rest } = object(deadLetter);
    const result = { kind: 'postponed', until: 'later' };
    const notification = object(asLater({ task: 'PlanDeliveries', payload: rest }))['notification'];
    const read = DeadLetter.parse(
      withMore({ ...rest, notification, attempt: { ...object(attempt), result } }),
    );
    expect(read.attempt?.delivery.destination).toBe('hook');
    expect(read.notification.type).toBe('sdrs.job.cancelled');
  });
});

const recorded = (): Json => object(JSON.parse(readFileSync(fixtureOf(stateVersion), 'utf8')));

/** The keys of all objects in it, each with its way from the top. */
function keysOf(value: unknown, at = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => [`${at}.${key}`, ...keysOf(part, `${at}.${key}`)]);
}

describe('the state that was recorded of this version', () => {
  it('is what this release writes: else "npm run record-states", or a higher version', async () => {
    expect(keysOf(recorded()).sort()).toEqual(keysOf(await recordStates()).sort());
  });

  it('has its version in every part', () => {
    const { poll, plan, deliver, dead_letter: deadLetter } = recorded();
    const parts = [
      object(poll)['progress'],
      object(plan)['notification'],
      object(deliver)['notification'],
      object(deliver)['delivery'],
      object(deadLetter)['notification'],
      object(object(deadLetter)['attempt'])['delivery'],
    ];
    expect(parts.map((part) => object(part)['version'])).toEqual(parts.map(() => stateVersion));
  });

  it('is gone on with in the middle of a watch', async () => {
    const { progress } = object(recorded()['poll']);
    const played = await playRelease({
      changed: ({ task, payload }, call) =>
        task === 'PollJob' && call === 3 ? { ...object(payload), progress } : payload,
    });
    expect(played.error).toBe('SDRS.1030');
    expect(webhooks(played)).toHaveLength(1);
  });

  it.each(['plan', 'dead_letter'])('is delivered from where it stands: %s', async (name) => {
    const { notification, attempt } = object(recorded()[name]);
    const again = attempt === undefined ? {} : { again: object(attempt)['delivery'] };
    const played = await playRelease({ sends: { notification, ...again } });
    expect(played.deadLetters).toEqual([]);
    expect(webhooks(played)).toMatchObject([{ id: object(notification)['id'] }]);
  });

  it('is gone on with in the middle of a delivery', async () => {
    const deliver = object(recorded()['deliver']);
    const played = await playRelease({
      sends: { notification: deliver['notification'] },
      changed: ({ task, payload }) =>
        task === 'Deliver' && object(object(payload)['delivery'])['destination'] === 'chat'
          ? deliver
          : payload,
    });
    expect(played.deadLetters).toEqual([]);
    expect(played.received.filter(({ channel }) => channel === 'slack')).toHaveLength(1);
  });
});

describe('what cannot be read', () => {
  const unreadable = ({ payload }: Sent) => {
    const { polls: _gone, ...progress } = object(object(payload)['progress']);
    return { ...object(payload), progress: { ...progress, poll_count: 3, version: stateVersion + 1 } };
  };

  it('is tried again where it is state, so that a watch goes on when the right release is back', async () => {
    const played = await playRelease({
      changed: (sent, call) =>
        sent.task === 'PollJob' && call >= 3 && call < 13 ? unreadable(sent) : sent.payload,
    });
    expect(played.error).toBe('SDRS.1030');
    expect(webhooks(played)).toMatchObject([{ type: 'sdrs.job.failed' }]);
  });

  it('makes the watch lost when it stays, by a name of its own and with what to do', async () => {
    const played = await playRelease({
      changed: (sent, call) => (sent.task === 'PollJob' && call >= 3 ? unreadable(sent) : sent.payload),
    });
    expect(played.error).toBe('UnreadableState');
    expect(payloadsOf(played.sent, 'PollJob')).toHaveLength(3 + 1 + 10);
    const [lost] = webhooks(played);
    expect(lost).toMatchObject({ type: 'sdrs.watch.lost' });
    expect(object(lost?.['data'])['reason']).toMatch(
      /UnreadableState.*writes version 2; found version 3: progress\.polls: expected number, found nothing/,
    );
  });

  it('is never tried again where it is a request', async () => {
    const played = await playRelease({ request: { priority: 'high' } });
    expect(played.error).toBe('WrongInput');
    expect(payloadsOf(played.sent, 'PollJob')).toHaveLength(1);
    expect(webhooks(played)).toMatchObject([{ type: 'sdrs.watch.lost' }]);
  });

  it.each(['PlanDeliveries', 'Deliver'] as const)('of %s is tried again too', async (name) => {
    const played = await playRelease({
      changed: ({ task, payload }, call) =>
        task === name && call < 10 ? { ...object(payload), notification: { version: 2 } } : payload,
    });
    expect(played.deadLetters).toEqual([]);
    expect(webhooks(played)).toHaveLength(1);
  });
});

interface Retrier {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  BackoffRate?: number;
  MaxDelaySeconds?: number;
  MaxAttempts?: number;
  JitterStrategy?: string;
}

/**
 * The time from the first failure to the last attempt, in seconds, without the time that the attempts take.
 */
function patienceOf({
  IntervalSeconds: first = 1,
  BackoffRate: rate = 2,
  MaxDelaySeconds: most = Number.POSITIVE_INFINITY,
  MaxAttempts: attempts = 3,
}: Retrier): number {
  const waits = Array.from({ length: attempts }, (_, index) => Math.min(most, first * rate ** index));
  return waits.reduce((sum, wait) => sum + wait, 0);
}

describe('the machines are patient for half an hour with state that cannot be read', () => {
  const inner = sendNotification.States.DeliverToEach.ItemProcessor.States;
  it.each<[string, { Retry: Retrier[] }]>([
    ['PollJob', watchJob.States.PollJob],
    ['PlanDeliveries', sendNotification.States.PlanDeliveries],
    ['Deliver', inner.Deliver],
  ])('at %s', (_, { Retry }) => {
    const retrier = Retry.find(({ ErrorEquals }) =>
      ErrorEquals.some((name) => name === 'UnreadableState' || name === 'States.ALL'),
    );
    // Full jitter waits half of it on average.
    expect(retrier?.JitterStrategy ?? 'NONE').toBe('NONE');
    expect(patienceOf(retrier ?? { ErrorEquals: [] })).toBeGreaterThanOrEqual(1_800);
    expect(patienceOf(retrier ?? { ErrorEquals: [] })).toBeLessThan(2_100);
  });
});
