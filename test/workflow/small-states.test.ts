import { describe, expect, it } from 'vitest';
import { mannersOf, readersOf } from '../../lib/channels/channels.ts';
import { Configuration, parseConfiguration } from '../../lib/config/configuration.ts';
import { jsonBytes } from '../../lib/job/cut-text.ts';
import { makeDeliveries } from '../../lib/local/deliveries.ts';
import { makeInMemoryStore } from '../../lib/local/in-memory-store.ts';
import { makeMachine } from '../../lib/local/machine.ts';
import { composeNotification, mostNotificationBytes } from '../../lib/notification/compose-notification.ts';
import { deliverNotification } from '../../lib/watch/delivery/deliver-notification.ts';
import { planNotification } from '../../lib/watch/delivery/plan-notification.ts';
import type { AttemptDelivery } from '../../lib/watch/ports/attempt-delivery.ts';
import { makeOwner } from '../../lib/watch/ports/owner.ts';
import type { DeadLetter } from '../../lib/workflow/contracts.ts';
import sendNotification from '../../lib/workflow/send-notification.asl.json' with { type: 'json' };
import { makeStateBytes, tooLong } from '../stories/state-bytes.ts';
import { fullLabels, longCharacters } from '../support/full-labels.ts';
import { aFailedJob, aSubJob } from '../support/jobs.ts';
import { aFailureNotification } from '../support/notifications.ts';
import { makeSkippingClock } from '../support/skipping-clock.ts';
import { aMemory } from '../support/store.ts';

const quiet = { from: '00:00', to: '23:59', zone: 'UTC' };

/**
 * So many destinations with ids of this length, each with a fallback, all of them in quiet hours where that
 * is asked.
 */
const crowd = (count: number, { length, isQuiet }: { length: number; isQuiet: boolean }) => {
  const ids = Array.from({ length: count + 1 }, (_, index) => `d${index}`.padEnd(length, 'x'));
  return {
    destinations: ids.map((id) => ({ id, kind: 'slack', url: 'env:URL' })),
    routes: [{ to: ids.slice(1), fallback: ids[0], ...(isQuiet && { quiet }) }],
  };
};

/** The most destinations of the kind that a configuration may send one notification to. */
function fullest(kind: Parameters<typeof crowd>[1]): Configuration {
  const counts = Array.from({ length: 50 }, (_, index) => 50 - index);
  const most = counts.find((count) => parseConfiguration(crowd(count, kind)).kind === 'right');
  return Configuration.parse(crowd(most ?? 0, kind));
}

const longestNotification = (letter: string) => {
  const { id: _id, severity: _severity, outcome: _outcome, ...facts } = aFailureNotification();
  const long = letter.repeat(5_000);
  const sub_jobs = Array(200).fill(aSubJob({ status: 'FAIL', fail_reason: long }));
  return composeNotification({
    ...facts,
    type: 'sdrs.job.failed',
    what: 'end',
    reason: long,
    labels: fullLabels(letter),
    job: aFailedJob({ fail_reason: long, sub_jobs }),
  });
};

async function statesOf(configuration: Configuration, attemptDelivery: AttemptDelivery, letter: string) {
  const clock = makeSkippingClock();
  const states = makeStateBytes();
  const letters: DeadLetter[] = [];
  const { destinations, routes } = configuration;
  const store = makeInMemoryStore(clock.now);
  const plan = {
    routes,
    destinations: readersOf(destinations),
    store,
    owner: makeOwner('test'),
    lasting: true,
    onTrouble: () => {},
    now: clock.now,
  };
  const deliver = {
    attemptDelivery,
    mannerOf: mannersOf(destinations),
    memory: aMemory(store),
    now: clock.now,
  };
  const deliveries = makeDeliveries({
    machine: makeMachine(sendNotification, { clock, passed: states.passed }),
    steps: {
      planNotification: (input) => planNotification(input, plan),
      deliverNotification: (input) => deliverNotification(input, deliver),
      saveDeadLetter: async (dead) => {
        letters.push(dead);
        return 'kept';
      },
    },
    clock,
    on: () => {},
  });
  deliveries.announce(longestNotification(letter));
  await deliveries.settle(Number.POSITIVE_INFINITY);
  return { bytes: await states.all(), letters, planned: configuration.routes[0]?.to.length ?? 0 };
}

const kinds = [
  { length: 4, isQuiet: false },
  { length: 63, isQuiet: false },
  { length: 20, isQuiet: true },
  { length: 63, isQuiet: true },
];
const cases = kinds.flatMap((kind) => longCharacters.map((letter) => ({ ...kind, letter })));

describe('every state of send-notification stays under 16 KiB', () => {
  it.each(cases)('where the fullest crowd refuses with long reasons: %j', async ({ letter, ...kind }) => {
    const why = letter.repeat(20_000);
    const refusing: AttemptDelivery = async () => ({ answer: { kind: 'refused', why } });
    const { bytes, letters, planned } = await statesOf(fullest(kind), refusing, letter);
    expect(tooLong(bytes)).toEqual([]);
    expect([...bytes.keys()]).toEqual(expect.arrayContaining(['DeliverToEach', 'FallBack', 'Undelivered']));
    expect(letters).toHaveLength(2 * planned);
    expect(planned).toBeGreaterThan(9);
  });

  it.each(longCharacters)('where it takes everything, with labels of %j', async (letter) => {
    const taking: AttemptDelivery = async () => ({ answer: { kind: 'delivered' } });
    const { bytes } = await statesOf(fullest({ length: 4, isQuiet: false }), taking, letter);
    expect(tooLong(bytes)).toEqual([]);
    expect(bytes.get('DeliverToEach')).toBeGreaterThan(mostNotificationBytes - 500);
  });

  it('where the function dies of something as long as Lambda tells it', async () => {
    const dying: AttemptDelivery = () => Promise.reject(new Error('x'.repeat(4_000)));
    const { bytes } = await statesOf(fullest({ length: 63, isQuiet: false }), dying, '保');
    expect(tooLong(bytes)).toEqual([]);
    expect(bytes.get('KeepUndelivered')).toBeGreaterThan(mostNotificationBytes + 4_000 - 500);
  });
});

describe('the longest notification', () => {
  it.each(longCharacters)('is as long as it may be: %j', (letter) => {
    expect(jsonBytes(longestNotification(letter))).toBeLessThanOrEqual(mostNotificationBytes);
  });
});
