import type { Poll } from '../../../lib/job/poll.ts';
import type { Notification } from '../../../lib/notification/notification.ts';
import type { Account } from '../../../lib/watch/account.ts';
import type { AskJob } from '../../../lib/watch/ports/ask-job.ts';
import { type FailedJob, type FailedJobs, MissedFailures } from '../../../lib/watch/sweep/failed-jobs.ts';
import { type MissedPorts, sweepMissedFailures } from '../../../lib/watch/sweep/sweep-missed-failures.ts';
import { aFailedJob } from '../../support/jobs.ts';
import { anAccount } from '../../support/watches.ts';

export const now = Date.parse('2026-03-02T12:00:00.000Z');
export const hoursAgo = (hours: number) => new Date(now - hours * 3_600_000).toISOString();
export const account = anAccount();

/** A failure of the list that began an hour ago. */
export const aFailure = (overrides: Partial<FailedJob> = {}): FailedJob => ({
  job_id: 'ff8080826b45d4a5016b5036242c0025',
  job_type: 'stopProtectionGroupNoCG',
  begin_time: hoursAgo(1),
  error_code: 'SDRS.1013',
  fail_reason: 'The protection group is gone.',
  resource_id: 'group-1',
  resource_name: undefined,
  ...overrides,
});
export const failures = (count: number) =>
  Array.from({ length: count }, (_, index) => aFailure({ job_id: `job-${String(index).padStart(6, '0')}` }));

/** A poll that sees the job as it failed, under whatever id it is asked for. */
export const failed: AskJob = async ({ jobId }) => ({
  kind: 'job',
  job: aFailedJob({ job_id: jobId, begin_time: hoursAgo(1), end_time: hoursAgo(0.5) }),
});

/** Announces each notification once, over all runs, as Step Functions does. */
export function sweep(lists: Record<string, FailedJobs | FailedJob[]>, overrides: Partial<MissedPorts> = {}) {
  const notified: Notification[] = [];
  const asked: string[] = [];
  const { askJob = failed, ...others } = overrides;
  const ports: MissedPorts = {
    accounts: Object.keys(lists).map((id) =>
      anAccount({ id, region: id === account.id ? 'eu-de' : 'eu-nl' }),
    ),
    listFailedJobs: async ({ id }: Account) => {
      const list = lists[id] ?? [];
      return Array.isArray(list) ? { kind: 'jobs', jobs: list, complete: true } : list;
    },
    askJob: async (question) => {
      asked.push(question.jobId);
      return askJob(question);
    },
    announce: async (notification) => {
      if (notified.some(({ id }) => id === notification.id)) return 'already';
      notified.push(notification);
      return 'started';
    },
    getWatch: async () => undefined,
    withinSeconds: 86_400,
    settled: new Map(),
    now: () => now,
    ...others,
  };
  const run = async () => {
    const answer = await sweepMissedFailures(ports);
    return MissedFailures.parse(answer).accounts;
  };
  return { notified, asked, ports, run };
}
export const only = (job: FailedJob, askJob: AskJob = failed) => sweep({ [account.id]: [job] }, { askJob });
export const always =
  (poll: Poll): AskJob =>
  async () =>
    poll;
