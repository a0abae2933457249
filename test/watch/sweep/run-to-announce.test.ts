import { describe, expect, it } from 'vitest';
import { notificationId } from '../../../lib/notification/notification-id.ts';
import type { MissedPorts } from '../../../lib/watch/sweep/sweep-missed-failures.ts';
import { watchId } from '../../../lib/watch/watch-id.ts';
import type { WatchStatus } from '../../../lib/watch/watch-view.ts';
import { meeting } from '../../support/polls.ts';
import { aRequest } from '../../support/watches.ts';

import { account, aFailure, always, failed, hoursAgo, sweep } from './sweep.ts';

describe('a failure whose job was watched', () => {
  const job = aFailure();
  const endOf = (run: number) =>
    notificationId(watchId({ ...aRequest({ job_id: job.job_id }), region: account.region }, run), 'end');

  /**
   * Announces a job whose watch has runs of these statuses. The ids in `notifiedBefore` are announced
   * already.
   */
  async function announced(statuses: WatchStatus[], notifiedBefore: string[] = []) {
    const views = new Map(
      statuses.map((status, index) => {
        const id = watchId({ ...aRequest({ job_id: job.job_id }), region: account.region }, index + 1);
        return [id, { id, status, started_at: hoursAgo(2) }];
      }),
    );
    const notified = new Set(notifiedBefore);
    const { ports, run } = sweep({ [account.id]: [job] }, { getWatch: async (id) => views.get(id) });
    ports.announce = async ({ id }) => (notified.has(id) ? 'already' : notified.add(id) && 'started');
    const runs = [await run(), await run()];
    ports.settled.clear();
    runs.push(await run());
    expect(runs.slice(1)).toMatchObject(Array(2).fill([{ announced: 0, already: 1, left: 0 }]));
    return [...notified].slice(notifiedBefore.length);
  }

  it.each<[WatchStatus[], number]>([
    [['timed_out'], 2],
    [['unreachable'], 2],
    [['lost'], 2],
    [['timed_out', 'unreachable'], 3],
    [['stopped', 'timed_out'], 3],
    [['stopped', 'unreachable'], 3],
    [['stopped', 'lost'], 3],
    [Array(20).fill('timed_out'), 21],
  ])('and ended as %j is announced once, because no run announced it', async (statuses, run) => {
    const before = statuses.map((_, index) => endOf(index + 1));
    expect(await announced(statuses, before)).toEqual([endOf(run)]);
  });

  it.each<[WatchStatus[], number]>([
    [['running'], 1],
    [['timed_out', 'running'], 2],
    [['stopped', 'running'], 2],
  ])(
    'and is: %j is announced with the id of the running run, which then announces nothing',
    async (statuses, run) => {
      expect(await announced(statuses, run === 1 ? [] : [endOf(1)])).toEqual([endOf(run)]);
    },
  );

  it('is announced once with the id of its stopped watch, also if a trace announced it', async () => {
    expect(await announced(['stopped'])).toEqual([endOf(1)]);
    expect(await announced(['stopped'], [endOf(1)])).toEqual([]);
    expect(await announced(['timed_out', 'stopped'], [endOf(1)])).toEqual([endOf(2)]);
  });

  it.each<WatchStatus[][]>([
    [['failed']],
    [['stopped', 'failed']],
    [['timed_out', 'failed', 'unreachable']],
    [[...Array(19).fill('timed_out'), 'failed']],
    [['succeeded']],
  ])('and announced by a watch is not announced again: %j', async (statuses) => {
    expect(await announced(statuses)).toEqual([]);
  });

  it('is announced with the id of the run, also if the job cannot be polled', async () => {
    for (const askJob of [failed, always(meeting('not_found'))]) {
      const id = watchId({ ...aRequest({ job_id: job.job_id }), region: account.region });
      const getWatch: MissedPorts['getWatch'] = async (asked) =>
        asked === id ? { id, status: 'timed_out', started_at: hoursAgo(2) } : undefined;
      const { notified, run } = sweep({ [account.id]: [job] }, { askJob, getWatch });
      await run();
      expect(notified).toMatchObject([{ id: endOf(2), type: 'sdrs.job.failed' }]);
    }
  });
});
