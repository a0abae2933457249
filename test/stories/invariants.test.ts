import { beforeAll, describe, expect, it } from 'vitest';
import { unseenJob } from '../../lib/job/job.ts';
import type { Delivery } from '../../lib/notification/delivery.ts';
import { allowedOutcomes } from './allowed-outcomes.ts';
import { invariantNames, violations } from './invariants.ts';
import { quiet } from './matrix-stories.ts';
import { type Observed, runStory } from './run-story.ts';
import type { Story } from './story.ts';

const story: Story = quiet;
let good: Observed;
beforeAll(async () => {
  good = await runStory(story);
});

type Change = (observed: Observed) => Partial<Observed>;

const eventsBut =
  (change: (event: Observed['events'][number]) => Observed['events']): Change =>
  ({ events }) => ({ events: events.flatMap(change) });

const webhookTwice: Change = ({ received }) => ({
  received: [...received, ...received.filter(({ channel }) => channel === 'webhook')],
});

const broken: [what: string, change: Change, promise: string, observed?: Partial<Story>][] = [
  ['no outcome', () => ({ outcomes: [undefined] }), 'one watch'],
  ['two watches of a job', ({ outcomes }) => ({ outcomes: [...outcomes, ...outcomes] }), 'one watch'],
  ['a request that nothing came of', () => ({ unstarted: ['{}'] }), 'one watch'],
  [
    'two notifications of an end',
    eventsBut((event) => (event.event === 'notification' ? [event, event] : [event])),
    'one watch',
  ],
  ['no notification', eventsBut((event) => (event.event === 'notification' ? [] : [event])), 'one watch'],
  ['a success of a failed job', () => ({ outcomes: ['succeeded'] }), 'the outcome is true'],
  ['a time-out without a reason', () => ({ outcomes: ['timed_out'] }), 'the outcome is true'],
  [
    'an end before its time',
    ({ truth }) => ({ truth: { ...truth, kind: 'ends', atMs: Number.POSITIVE_INFINITY, job: jobOf(truth) } }),
    'no end is announced before',
  ],
  [
    'another error code',
    ({ truth }) => ({ truth: { kind: 'ends', atMs: 0, job: { ...jobOf(truth), error_code: 'SDRS.1031' } } }),
    'the error code arrives',
  ],
  [
    'a delivery that is nowhere',
    eventsBut((event) =>
      event.event === 'delivery' && event.delivery.destination === 'chat' ? [] : [event],
    ),
    'every destination of the route',
  ],
  [
    'a delivery that nobody received',
    ({ received }) => ({ received: received.filter(({ channel }) => channel !== 'webhook') }),
    'what counts as delivered',
  ],
  ['a webhook that comes twice', webhookTwice, 'nothing is delivered again'],
  [
    'a chat message that comes twice',
    ({ received }) => ({ received: [...received, ...received.filter(({ channel }) => channel === 'slack')] }),
    'nothing is delivered again',
  ],
  [
    'a message about nobody knows what',
    ({ received }) => ({
      received: received.map((one) => ({ ...one, headers: { ...one.headers, 'x-story-notifications': '' } })),
    }),
    'every message is about',
  ],
  [
    'a webhook that is not signed',
    ({ received }) => ({ received: received.map((one) => ({ ...one, verified: false })) }),
    'every webhook is signed',
  ],
  [
    'a secret in an error',
    ({ secrets, heard }) => ({
      heard: [...heard, { step: 'pollJob', kind: 'thrown', value: `Error: ${secrets[0]}` }],
    }),
    'no secret',
  ],
  [
    'a secret in a header of a message',
    ({ secrets, received }) => ({
      received: received.map((one) => ({ ...one, headers: { ...one.headers, referer: `/${secrets[5]}` } })),
    }),
    'no secret',
  ],
  [
    'a chat that could not be notified, and nobody in its place',
    ({ deadLetters, events }) => {
      const deadLetter = deadLetterFor(events, { destination: 'chat', attempts: 3 });
      return {
        deadLetters: [
          ...deadLetters,
          { ...deadLetter, notification: { ...deadLetter.notification, type: 'sdrs.watch.cannot_ask' } },
        ],
      };
    },
    'the fallback is notified',
    { chat: 'fallback' },
  ],
  [
    'a webhook notified by its own route and in the place of the chat',
    ({ deadLetters, events }) => {
      const chat = deadLetterFor(events, { destination: 'chat', attempts: 3 });
      const inPlace = deadLetterFor(events, {
        destination: 'hook',
        attempts: 1,
        instead_of: { destination: 'chat' },
      });
      return { deadLetters: [...deadLetters, chat, inPlace] };
    },
    'the fallback is notified',
    { chat: 'fallback' },
  ],
  [
    'a fallback notified for a chat that was notified',
    ({ deadLetters, events }) => ({
      deadLetters: [
        ...deadLetters,
        deadLetterFor(events, { destination: 'hook', attempts: 1, instead_of: { destination: 'chat' } }),
      ],
    }),
    'the fallback is notified',
    { chat: 'fallback' },
  ],
  ['a message in quiet hours', () => ({}), 'quiet hours are quiet', { chat: 'quiet_each' }],
  [
    'a state that grows',
    ({ stateBytes }) => ({ stateBytes: new Map([...stateBytes, ['Judge', 16_385]]) }),
    'every state stays small',
  ],
  [
    'too many polls',
    eventsBut((event) =>
      event.event === 'poll'
        ? [{ ...event, polled: { ...event.polled, progress: { ...event.polled.progress, polls: 2_401 } } }]
        : [event],
    ),
    'an execution can hold',
  ],
];

const deadLetterFor = (events: Observed['events'], delivery: Delivery): Observed['deadLetters'][number] => {
  const [notification] = events.flatMap((event) =>
    event.event === 'notification' ? [event.notification] : [],
  );
  return { notification: notification!, attempt: { delivery, result: { kind: 'refused', why: 'gave up' } } };
};

const jobOf = (truth: Observed['truth']) => {
  if (truth.kind !== 'ends') throw new TypeError('The job of this story ends.');
  return truth.job;
};

describe('the promises', () => {
  it('are kept where nothing gets in the way', () => {
    expect(violations(good, story)).toEqual([]);
  });

  it.each(broken)('are broken by %s', (...[, change, promise, observed]) => {
    const found = violations({ ...good, ...change(good) }, { ...story, ...observed });
    expect(found.some((violation) => violation.startsWith(promise))).toBe(true);
  });

  it('are each broken by something here', () => {
    const unbroken = invariantNames.filter(
      (name) => !broken.some(([, , promise]) => name.startsWith(promise)),
    );
    expect(unbroken).toEqual([]);
  });

  it('take a dead letter with a reason for a delivery, and none without', async () => {
    const [notification] = good.events.flatMap((event) =>
      event.event === 'notification' ? [event.notification] : [],
    );
    const undelivered = good.events.filter((event) => event.event !== 'delivery');
    const delivery = { destination: 'chat', attempts: 3 };
    const other = { destination: 'hook', attempts: 3 };
    const result = { kind: 'refused', why: 'gave up' } as const;
    const withDeadLetters = (deadLetters: Observed['deadLetters']) =>
      violations({ ...good, events: undelivered, deadLetters }, story);
    expect(withDeadLetters([{ notification: notification!, caught: { Error: 'TypeError' } }])).toEqual([]);
    expect(
      withDeadLetters([
        { notification: notification!, attempt: { delivery, result } },
        { notification: notification!, attempt: { delivery: other, caught: { Error: 'TypeError' } } },
      ]),
    ).toEqual([]);
    expect(withDeadLetters([{ notification: notification!, attempt: { delivery, result } }])).toHaveLength(1);
    expect(withDeadLetters([{ notification: { ...notification!, job: unseenJob('job') } }])).toHaveLength(1);
  });
});

describe('the outcomes that are true', () => {
  const ends = (): Observed['truth'] => good.truth;
  const lasting = { fromSeconds: 60, forSeconds: Number.POSITIVE_INFINITY, every: 1 };

  it.each<[what: string, change: Partial<Story>, outcomes: string[]]>([
    ['nothing', {}, ['failed']],
    ['an outage that ends', { cloud: [{ ...lasting, fault: 'status-502', forSeconds: 900 }] }, ['failed']],
    [
      'an outage to the deadline',
      { cloud: [{ ...lasting, fault: 'status-502' }] },
      ['failed', 'timed_out', 'unreachable'],
    ],
    ['a refusal', { cloud: [{ ...lasting, fault: 'status-400', forSeconds: 9 }] }, ['failed', 'unreachable']],
    ['IAM’s outage, which a token does not need', { iam: [{ ...lasting, fault: 'iam-down' }] }, ['failed']],
    ['a token that expires', { tokenLifeSeconds: 60 }, ['failed', 'timed_out', 'unreachable']],
    ['a deadline before the end', { deadlineSeconds: 300 }, ['failed', 'timed_out']],
    [
      'a function that never works',
      { steps: [{ step: 'pollJob', fault: 'throws', fromCall: 3, times: 99 }] },
      ['failed', 'lost'],
    ],
    [
      'a function that fails twice',
      { steps: [{ step: 'pollJob', fault: 'throws', fromCall: 3, times: 2 }] },
      ['failed'],
    ],
  ])('with %s in the way', (_what, change, outcomes) => {
    expect([...allowedOutcomes({ ...story, ...change }, ends())]).toEqual(outcomes);
  });

  it('never call a job ended that is not there', () => {
    expect([...allowedOutcomes(story, { kind: 'no_job' })]).toEqual(['unreachable']);
    expect([...allowedOutcomes(story, { kind: 'never_ends' })]).toEqual(['timed_out']);
  });
});
