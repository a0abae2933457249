import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChannelAnswer, DeliveryResult } from '../../lib/notice/delivery.ts';
import {
  afterAttempt,
  type DeliverySchedule,
  deliverySchedules,
} from '../../lib/notice/delivery-schedule.ts';

const resultOf = (answer: ChannelAnswer, attempts: number, schedule: DeliverySchedule) =>
  afterAttempt(answer, { destination: 'dr-team', attempts }, schedule);

const busy: ChannelAnswer = { kind: 'try_again', why: 'the channel is busy' };

describe.each([
  ['chat', [5, 15, 45, 120, 300, 600, 600], 30 * 60],
  ['webhook', [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400], 3 * 86_400],
] as [DeliverySchedule, number[], number][])('the schedule of a %s', (schedule, waits, about) => {
  it('waits longer and longer', () => {
    const results = waits.map((_, index) => resultOf(busy, index + 1, schedule));
    expect(results).toStrictEqual(waits.map((seconds) => ({ kind: 'wait', seconds, why: busy.why })));
  });

  it('gives up after its last wait', () => {
    const attempts = waits.length + 1;
    const why = `gave up after ${attempts} attempts: the channel is busy`;
    expect(resultOf(busy, attempts, schedule)).toStrictEqual({ kind: 'refused', why });
    expect(resultOf({ kind: 'throttled', seconds: 9, why: busy.why }, attempts, schedule)).toStrictEqual({
      kind: 'refused',
      why,
    });
  });

  it('gives up for good', () => {
    expect(resultOf(busy, 1_000, schedule).kind).toBe('refused');
  });

  it('lasts about as long as people are helped by it', () => {
    const sum = deliverySchedules[schedule].reduce((total, seconds) => total + seconds, 0);
    expect(Math.abs(sum / about - 1)).toBeLessThan(0.1);
  });

  it.each([
    [undefined, waits[0]],
    [0, waits[0]],
    [4.9, waits[0]],
    [5, waits[0]],
    [5.1, 6],
    [3_600, 3_600],
  ])('respects Retry-After: %s s become %i', (seconds, expected) => {
    const answer = {
      kind: 'throttled',
      why: 'slower, please',
      ...(seconds !== undefined && { seconds }),
    } as const;
    expect(resultOf(answer, 1, schedule)).toStrictEqual({
      kind: 'wait',
      seconds: expected,
      why: 'slower, please',
    });
  });

  it.each([
    { kind: 'delivered' },
    { kind: 'gone', why: 'no such channel' },
    { kind: 'refused', why: 'no such text' },
  ] as const)('passes on what needs no other attempt: $kind', (answer) => {
    expect(resultOf(answer, 1, schedule)).toStrictEqual(answer);
  });

  it('takes any answer of a channel to a result that the machine knows', () => {
    const why = fc.string();
    const answers: fc.Arbitrary<ChannelAnswer> = fc.oneof(
      fc.constant({ kind: 'delivered' as const }),
      fc
        .tuple(fc.constantFrom('try_again' as const, 'gone' as const, 'refused' as const), why)
        .map(([kind, why]) => ({ kind, why })),
      fc
        .tuple(fc.double({ min: 0, max: 86_400, noNaN: true }), why)
        .map(([seconds, why]) => ({ kind: 'throttled' as const, seconds, why })),
    );
    fc.assert(
      fc.property(answers, fc.integer({ min: 1, max: 20 }), (answer, attempts) => {
        const result = resultOf(answer, attempts, schedule);
        expect(DeliveryResult.parse(result)).toStrictEqual(result);
      }),
    );
  });
});
