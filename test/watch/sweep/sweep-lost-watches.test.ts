import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Notification } from '../../../lib/notification/notification.ts';
import { endOf, notificationId } from '../../../lib/notification/notification-id.ts';
import { isoTime } from '../../../lib/watch/ports/clock.ts';
import { reportLostWatch } from '../../../lib/watch/report-lost-watch.ts';
import {
  type SweepPorts,
  SweptWatches,
  sweepLostWatches,
} from '../../../lib/watch/sweep/sweep-lost-watches.ts';
import { watchId } from '../../../lib/watch/watch-id.ts';
import type { LostWatch } from '../../../lib/workflow/contracts.ts';
import { anAccount, aRequest } from '../../support/watches.ts';

const minute = 60_000;
const hour = 60 * minute;
const noon = Date.parse('2026-03-02T12:00:00.000Z');

/** An execution of watch-job that ended badly, of a job of its own. */
interface Ended extends Partial<LostWatch> {
  endedAt: number;
  /** What cannot be done for it. */
  broken?: 'describe' | 'ask' | 'announce';
}

/**
 * Step Functions as a sweep sees it. Times are milliseconds since 1970; each notification is announced once.
 */
function stackWith(ended: readonly Ended[], announcedBefore: readonly string[] = []) {
  const clock = { now: noon };
  const announced = new Map<string, Notification | undefined>(announcedBefore.map((id) => [id, undefined]));
  const calls = { describe: [] as string[], ask: 0, atOnce: 0, mostAtOnce: 0, failures: [] as string[] };
  const gone = new Set<string>();
  const executions = ended.map(({ endedAt, broken, ...lost }, index) => {
    const request = aRequest({ job_id: `job-${String(index).padStart(5, '0')}` });
    const id = watchId({ ...request, region: 'eu-de' });
    const arn = `arn:aws:states:eu-central-1:123456789012:execution:watch-job:${id}`;
    const whole: LostWatch = { watch: { id, arn }, request, status: 'TIMED_OUT', ...lost };
    return { arn, endedAt, broken, lost: { ...whole, ended_at: isoTime(endedAt) } };
  });
  const ports: SweepPorts = {
    accounts: [anAccount()],
    now: () => clock.now,
    listEndedBadly: async ({ from, to }) =>
      executions.filter(({ endedAt }) => from <= endedAt && endedAt <= to).toReversed(),
    describeLostWatch: async (arn) => {
      calls.describe.push(arn);
      calls.atOnce += 1;
      calls.mostAtOnce = Math.max(calls.mostAtOnce, calls.atOnce);
      await Promise.resolve();
      calls.atOnce -= 1;
      const execution = executions.find((one) => one.arn === arn);
      if (execution === undefined || gone.has(arn)) return undefined;
      if (execution.broken === 'describe') throw new Error('throttled');
      return execution.lost;
    },
    isAnnounced: async (id) => {
      calls.ask += 1;
      if (
        executions.some(({ broken, lost }) => broken === 'ask' && notificationId(lost.watch.id, 'end') === id)
      )
        throw new Error('denied');
      return announced.has(id);
    },
    announce: async (notification) => {
      if (
        executions.some(
          ({ broken, lost }) => broken === 'announce' && lost.watch.id === notification.watch.id,
        )
      )
        throw new Error('no right');
      if (announced.has(notification.id)) return 'already';
      announced.set(notification.id, notification);
      return 'started';
    },
    onFailure: ({ arn }) => calls.failures.push(arn),
    settled: new Set(),
  };
  return {
    clock,
    ports,
    calls,
    executions,
    gone,
    announced,
    notified: () => [...announced.values()].filter((notification) => notification !== undefined),
    sweep: async (overrides: Partial<SweepPorts> = {}) =>
      SweptWatches.parse(await sweepLostWatches({ ...ports, ...overrides })),
  };
}

const idOf = (index: number) =>
  watchId({ ...aRequest({ job_id: `job-${String(index).padStart(5, '0')}` }), region: 'eu-de' });
const many = (count: number, endedAt: (index: number) => number): Ended[] =>
  Array.from({ length: count }, (_, index) => ({ endedAt: endedAt(index) }));

describe('a sweep', () => {
  it('announces a watch that died and that no event reported, once, with the time it ended', async () => {
    const { sweep, notified } = stackWith([{ endedAt: noon - hour, started_at: isoTime(noon - 3 * hour) }]);
    expect(await sweep()).toEqual({ found: 1, announced: 1, settled: 0, left: 0 });
    expect(await sweep({ settled: new Set() })).toEqual({ found: 1, announced: 0, settled: 1, left: 0 });
    expect(notified()).toMatchObject([
      {
        type: 'sdrs.watch.lost',
        time: isoTime(noon),
        watch: { id: idOf(0), started_at: isoTime(noon - 3 * hour), ended_at: isoTime(noon - hour) },
      },
    ]);
  });

  it.each<[string, Omit<Ended, 'endedAt'>, string]>([
    ['the failure of its job', { status: 'FAILED', error: 'SDRS.1013' }, endOf('failed')],
    ['that it timed out', { status: 'FAILED', error: 'WatchTimedOut' }, endOf('timed_out')],
    ['that it could not ask', { status: 'FAILED', error: 'WatchUnreachable' }, endOf('unreachable')],
    ['its own loss', { status: 'FAILED', error: 'States.Timeout' }, endOf('lost')],
    ['its own loss, by the event of its abortion,', { status: 'ABORTED' }, endOf('lost')],
  ])('leaves a watch alone that announced %s', async (_, ended, what) => {
    const stack = stackWith([{ endedAt: noon - hour, ...ended }], [notificationId(idOf(0), what)]);
    expect(await stack.sweep()).toEqual({ found: 1, announced: 0, settled: 1, left: 0 });
    expect(stack.notified()).toEqual([]);
    const unannounced = stackWith([{ endedAt: noon - hour, ...ended }]);
    expect(await unannounced.sweep()).toMatchObject({ announced: 1 });
    expect([...unannounced.announced.keys()]).toEqual([notificationId(idOf(0), what)]);
  });

  it('announces under the id of the event, whichever comes first', async () => {
    const { sweep, executions, ports, notified } = stackWith([
      { endedAt: noon - hour },
      { endedAt: noon - hour, status: 'ABORTED', watch: { id: 'named-by-hand', arn: 'arn' } },
    ]);
    const event = (index: number) => reportLostWatch(executions[index]!.lost, ports);
    expect(await event(0)).toEqual({ announced: 'started' });
    expect(await sweep()).toEqual({ found: 2, announced: 1, settled: 1, left: 0 });
    expect(await event(1)).toEqual({ announced: 'already' });
    expect(notified()).toHaveLength(2);
  });

  it('announces nothing of a watch that was stopped on purpose', async () => {
    const { sweep, notified, calls } = stackWith([
      { endedAt: noon - hour, status: 'ABORTED', error: 'WatchStopped' },
    ]);
    expect(await sweep()).toEqual({ found: 1, announced: 0, settled: 1, left: 0 });
    expect([notified(), calls.ask]).toEqual([[], 0]);
  });

  it('announces nothing of an execution that is gone or was redriven meanwhile', async () => {
    const { sweep, notified, gone, executions } = stackWith([{ endedAt: noon - hour }]);
    gone.add(executions[0]?.arn ?? '');
    expect(await sweep()).toEqual({ found: 1, announced: 0, settled: 1, left: 0 });
    expect(notified()).toEqual([]);
  });

  it.each([
    ['9 min 59 s ago: its event may still come', 10 * minute - 1_000, 0],
    ['10 minutes ago', 10 * minute, 1],
    ['24 hours ago', 24 * hour, 1],
    ['more than 24 hours ago', 24 * hour + 1, 0],
  ])('finds what ended %s', async (_, ago, found) => {
    const { sweep } = stackWith([{ endedAt: noon - ago }]);
    expect(await sweep()).toMatchObject({ found, announced: found });
  });

  it('asks no second time about what is settled, unless the execution ended again', async () => {
    const { sweep, calls, executions, clock } = stackWith(many(3, (index) => noon - (index + 1) * hour));
    await sweep();
    await sweep();
    expect(calls.describe).toHaveLength(3);
    const again = executions[0];
    if (again !== undefined) again.endedAt = noon + minute;
    clock.now = noon + 20 * minute;
    expect(await sweep()).toEqual({ found: 3, announced: 0, settled: 3, left: 0 });
    expect(calls.describe).toEqual([...calls.describe.slice(0, 3), again?.arn]);
  });

  it('remembers no more than what is listed', async () => {
    const { sweep, ports, clock } = stackWith(many(3, (index) => noon - (index + 1) * hour));
    await sweep();
    clock.now = noon + 22 * hour;
    await sweep();
    expect(ports.settled.size).toBe(2);
  });
});

describe('an execution that cannot be examined', () => {
  it.each(['describe', 'ask', 'announce'] as const)(
    'does not keep the others from being announced, fails the run, and is tried by the next (%s)',
    async (broken) => {
      const ended: Ended[] = many(6, (index) => noon - (index + 1) * hour);
      if (ended[2] !== undefined) ended[2].broken = broken;
      const { sweep, notified, calls, executions } = stackWith(ended);
      await expect(sweep()).rejects.toMatchObject({
        name: 'SweepIncomplete',
        message: '1 ended watches could not be examined; the log says why. The next sweep tries again.',
      });
      expect(notified()).toHaveLength(5);
      expect(calls.failures).toEqual([executions[2]?.arn]);
      const mended = executions[2];
      if (mended !== undefined) mended.broken = undefined;
      expect(await sweep()).toMatchObject({ found: 6, left: 0 });
      expect(notified()).toHaveLength(6);
    },
  );

  it('lets the error of the list through: nothing was examined', async () => {
    const { sweep } = stackWith([]);
    const listEndedBadly = async () => {
      throw new Error('AccessDenied');
    };
    await expect(sweep({ listEndedBadly })).rejects.toThrow('AccessDenied');
  });
});

describe('after a mass failure a sweep', () => {
  it('announces 200, the oldest first, and the next ones the rest', async () => {
    const { sweep, notified, clock } = stackWith(many(450, (index) => noon - hour - index * 1_000));
    const runs: SweptWatches[] = [];
    for (let run = 0; run < 3; run += 1) {
      runs.push(await sweep());
      clock.now += 15 * minute;
    }
    expect(runs.map(({ announced, settled, left }) => [announced, settled, left])).toEqual([
      [200, 0, 250],
      [200, 200, 50],
      [50, 400, 0],
    ]);
    const order = notified().map(({ watch }) => Date.parse(watch.ended_at ?? ''));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  it('announces what is lost among many failed jobs, which do not count', async () => {
    const count = 600;
    const ended: Ended[] = many(count, (index) => noon - hour - index * 1_000).map((one, index) => ({
      ...one,
      ...(index % 100 !== 0 && { status: 'FAILED', error: 'SDRS.1013' }),
    }));
    const before = ended.flatMap(({ error }, index) =>
      error === undefined ? [] : [notificationId(idOf(index), 'end')],
    );
    const { sweep, calls } = stackWith(ended, before);
    expect(await sweep()).toEqual({ found: count, announced: 6, settled: 594, left: 0 });
    expect(calls.mostAtOnce).toBeLessThanOrEqual(4);
    expect(calls.mostAtOnce).toBeGreaterThan(1);
  });

  it('stops after two and a half minutes, and the next one continues where it stopped', async () => {
    const { sweep, ports, clock } = stackWith(many(100, (index) => noon - hour - index * 1_000));
    const slow: Partial<SweepPorts> = {
      isAnnounced: async (id) => {
        clock.now += 10_000;
        return ports.isAnnounced(id);
      },
    };
    const first = await sweep(slow);
    expect(first.announced).toBeGreaterThanOrEqual(15);
    expect(first.announced).toBeLessThan(20);
    expect(first.left).toBe(100 - first.announced);
    expect(await sweep()).toEqual({
      found: 100,
      announced: first.left,
      settled: first.announced,
      left: 0,
    });
  });

  it('fails with words if a watch leaves the last 24 hours before a run could examine it', async () => {
    const { sweep } = stackWith([
      ...many(202, () => noon - 24 * hour + 10 * minute),
      { endedAt: noon - 23 * hour },
    ]);
    await expect(sweep()).rejects.toThrow(
      '2 watches ended almost 24 hours ago, and no sweep will examine them: list the lost watches.',
    );
    const enough = stackWith(many(203, (index) => noon - (index < 200 ? 24 : 23) * hour));
    expect(await enough.sweep()).toMatchObject({ announced: 200, left: 3 });
  });
});

describe('sweeps', () => {
  it('announce every lost watch exactly once, whatever ran before, beside or instead of them', async () => {
    const watch = fc.record({
      endedAt: fc.integer({ min: noon - 23 * hour, max: noon - 11 * minute }),
      event: fc.constantFrom('dropped', 'before', 'after'),
      how: fc.constantFrom<Omit<Ended, 'endedAt'>>(
        { status: 'TIMED_OUT' },
        { status: 'ABORTED' },
        { status: 'FAILED', error: 'States.Runtime' },
        { status: 'ABORTED', error: 'WatchStopped' },
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(watch, { maxLength: 12 }), async (watches) => {
        const { sweep, notified, executions, ports } = stackWith(
          watches.map(({ endedAt, how }) => ({ endedAt, ...how })),
        );
        const report = async (when: string) => {
          const reported = executions.filter((_, index) => watches[index]?.event === when);
          for (const { lost } of reported) await reportLostWatch(lost, ports);
        };
        await report('before');
        await Promise.all([sweep({ settled: new Set() }), sweep({ settled: new Set() })]);
        await report('after');
        const lost = executions.filter((_, index) => watches[index]?.how.error !== 'WatchStopped');
        expect(
          notified()
            .map((notification) => notification.watch.id)
            .sort(),
        ).toEqual(lost.map(({ lost: { watch: one } }) => one.id).sort());
      }),
      { numRuns: 60 },
    );
  });
});
