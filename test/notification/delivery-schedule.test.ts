import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeliveryResult } from '../../lib/notification/delivery.ts';
import {
  afterAttempt,
  type ComeAgain,
  type DeliverySchedule,
  deliverySchedules,
} from '../../lib/notification/delivery-schedule.ts';

const first = Date.parse('2026-03-01T12:00:00.000Z');
const busy: ComeAgain = { why: 'the channel is busy' };

interface Turn {
  attempts: number;
  elapsed?: number;
}

const resultOf = (answer: ComeAgain, { attempts, elapsed = 0 }: Turn, schedule: DeliverySchedule = 'chat') =>
  afterAttempt(
    answer,
    { destination: 'dr-team', attempts, first_attempt_at: new Date(first).toISOString() },
    { schedule, now: first + elapsed * 1_000 },
  );

/** Returns the waits of a delivery that gets the same answer each time. An attempt takes a second. */
function follow(answer: (attempt: number) => ComeAgain, schedule: DeliverySchedule) {
  const waits: number[] = [];
  for (let attempts = 1, elapsed = 1; attempts < 1_000; attempts += 1, elapsed += 1) {
    const result = resultOf(answer(attempts), { attempts, elapsed }, schedule);
    if (result.kind !== 'wait') return { waits, lasted: elapsed, result };
    waits.push(result.seconds);
    elapsed += result.seconds;
  }
  throw new Error('it is never given up');
}

describe.each([
  ['chat', [5, 15, 45, 120, 300, 600, 600], 1_800],
  ['incident', [5, 15, 60, 300, 900, ...Array(11).fill(1_800)], 6 * 3_600],
  ['webhook', [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400], 3 * 86_400],
] as [DeliverySchedule, number[], number][])('the schedule of a %s', (schedule, expected, about) => {
  it('waits longer after each attempt, and gives up at its time limit', () => {
    const { waits, lasted, result } = follow(() => busy, schedule);
    expect(waits).toStrictEqual(expected);
    expect(Math.abs(lasted / about - 1)).toBeLessThan(0.1);
    expect(result).toStrictEqual({
      kind: 'refused',
      why: `gave up after ${expected.length + 1} attempts: the channel is busy`,
    });
  });

  it.each([
    [0, 1],
    [0.2, 1],
    [1, 1],
    [4.9, 5],
    [77, 77],
    [3_600, 3_600],
    [86_400, 86_400],
    [1e9, 86_400],
  ])('waits as long as the channel asks: %s s become %i', (askedSeconds, seconds) => {
    const why = 'slower, please';
    expect(resultOf({ askedSeconds, why }, { attempts: 1 }, schedule)).toStrictEqual({
      kind: 'wait',
      seconds,
      why,
    });
  });

  it('makes the attempt after a requested wait, even past its time limit', () => {
    const { patience } = deliverySchedules[schedule];
    const asked = { askedSeconds: 80_000, why: 'come tomorrow' };
    expect(resultOf(asked, { attempts: 3, elapsed: patience }, schedule)).toMatchObject({ seconds: 80_000 });
    expect(resultOf(asked, { attempts: 4, elapsed: patience + 80_000 }, schedule).kind).toBe('refused');
  });
});

describe('a channel that asks for a second again and again', () => {
  it('gets its own wait ten times, and then the wait of the schedule', () => {
    const { waits } = follow(() => ({ askedSeconds: 1, why: 'soon' }), 'chat');
    expect(waits.slice(0, 12)).toStrictEqual([...Array(10).fill(1), 600, 600]);
    expect(waits.length).toBeLessThan(15);
  });
});

it('makes at most 50 attempts, whatever the answers', () => {
  fc.assert(
    fc.property(
      fc.array(fc.option(fc.double({ min: 0, max: 86_400, noNaN: true }), { nil: undefined }), {
        minLength: 60,
        maxLength: 60,
      }),
      fc.constantFrom<DeliverySchedule>('chat', 'incident', 'webhook'),
      (asked, schedule) => {
        const { waits, result } = follow(
          (attempt) => ({ askedSeconds: asked[attempt - 1], why: 'busy' }),
          schedule,
        );
        expect(waits.length).toBeLessThan(50);
        expect(waits.every((seconds) => Number.isInteger(seconds) && seconds >= 1)).toBe(true);
        expect(DeliveryResult.parse(result)).toStrictEqual(result);
      },
    ),
  );
});

it('starts a delivery now if it has no time of a first attempt', () => {
  const delivery = { destination: 'dr-team', attempts: 1 };
  expect(afterAttempt(busy, delivery, { schedule: 'chat', now: first })).toMatchObject({
    kind: 'wait',
    seconds: 5,
  });
});
