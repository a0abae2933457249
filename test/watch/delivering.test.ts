import { describe, expect, it } from 'vitest';
import type { ChannelAnswer } from '../../lib/notice/delivery.ts';
import { type DeliverPorts, deliverNotice } from '../../lib/watch/deliver-notice.ts';
import { planNotice } from '../../lib/watch/plan-notice.ts';
import type { AttemptDelivery } from '../../lib/watch/ports.ts';
import { DeliverOutput, PlanOutput } from '../../lib/workflow/contracts.ts';
import { aNotice } from '../support/notices.ts';

const now = Date.parse('2026-03-01T12:10:00.000Z');

describe('a plan', () => {
  const destinations = [{ id: 'dr-team' }, { id: 'tickets' }];

  it.each([
    [[], ['dr-team', 'tickets']],
    [[{ to: ['tickets', 'dr-team', 'tickets'] }], ['tickets', 'dr-team']],
    [[{ to: ['tickets'], when: { outcome: ['failed' as const] } }], []],
  ])('by the routes %j delivers to %j', (routes, expected) => {
    const plan = planNotice({ notice: aNotice() }, { routes, destinations });
    expect(plan).toStrictEqual({
      deliveries: expected.map((destination) => ({ destination, attempts: 0 })),
    });
    expect(PlanOutput.parse(plan)).toStrictEqual(plan);
  });
});

describe('an attempt', () => {
  const portsWith = (answer: ChannelAnswer) => {
    const attempts: Parameters<AttemptDelivery>[0][] = [];
    const ports = {
      attemptDelivery: async (attempt) => {
        attempts.push(attempt);
        return answer;
      },
      scheduleOf: (destination) => (destination === 'tickets' ? 'webhook' : 'chat'),
      now: () => now,
    } satisfies DeliverPorts;
    return { attempts, ports };
  };

  it('brings the notice to its destination, once', async () => {
    const { attempts, ports } = portsWith({ kind: 'delivered' });
    await deliverNotice({ notice: aNotice(), delivery: { destination: 'dr-team', attempts: 0 } }, ports);
    expect(attempts).toStrictEqual([{ notice: aNotice(), destination: 'dr-team' }]);
  });

  it.each([
    [{ kind: 'delivered' }, { kind: 'delivered' }],
    [
      { kind: 'gone', why: 'no such channel' },
      { kind: 'gone', why: 'no such channel' },
    ],
    [
      { kind: 'refused', why: 'bad text' },
      { kind: 'refused', why: 'bad text' },
    ],
    [
      { kind: 'try_again', why: 'busy' },
      { kind: 'wait', seconds: 5, why: 'busy' },
    ],
    [
      { kind: 'throttled', seconds: 30, why: 'busy' },
      { kind: 'wait', seconds: 30, why: 'busy' },
    ],
  ] as const)('that is answered with %j ends with %j', async (answer, result) => {
    const { ports } = portsWith(answer);
    const input = { notice: aNotice(), delivery: { destination: 'dr-team', attempts: 0 } };
    const output = await deliverNotice(input, ports);
    expect(output).toStrictEqual({
      delivery: { destination: 'dr-team', attempts: 1, first_attempt_at: '2026-03-01T12:10:00.000Z' },
      result,
    });
    expect(DeliverOutput.parse(output)).toStrictEqual(output);
  });

  it.each([
    ['dr-team', 120],
    ['tickets', 7_200],
  ])('that is not the first counts on, on the schedule of %s', async (destination, seconds) => {
    const { ports } = portsWith({ kind: 'try_again', why: 'busy' });
    const delivery = { destination, attempts: 3, first_attempt_at: '2026-03-01T12:00:00.000Z' };
    expect(await deliverNotice({ notice: aNotice(), delivery }, ports)).toStrictEqual({
      delivery: { ...delivery, attempts: 4 },
      result: { kind: 'wait', seconds, why: 'busy' },
    });
  });

  it('after the last wait of the schedule is the last', async () => {
    const { ports } = portsWith({ kind: 'try_again', why: 'busy' });
    const delivery = { destination: 'dr-team', attempts: 7 };
    expect((await deliverNotice({ notice: aNotice(), delivery }, ports)).result).toStrictEqual({
      kind: 'refused',
      why: 'gave up after 8 attempts: busy',
    });
  });
});
