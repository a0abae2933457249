import { JobAnswer, toJob } from '../job/job-answer.ts';
import type { LookProblem } from '../job/look.ts';
import { composeNotice } from '../notice/compose-notice.ts';
import type { Notice } from '../notice/notice.ts';
import type { LookInput } from '../workflow/contracts.ts';
import { WatchRequest } from '../workflow/watch-request.ts';
import type { Account } from './account.ts';
import { isoTime } from './clock.ts';
import { type FailedJob, serviceWithFailures } from './failed-jobs.ts';
import { type LookPorts, lookAtJob } from './look-at-job.ts';
import { linksOf, noticeAccount } from './notice-context.ts';
import type { AskJob } from './ports.ts';
import { watchId } from './watch-id.ts';

/** What a watch of that failed job is or would be asked with. */
export const requestOfFailure = ({ job_id }: FailedJob, { id, project_id, region }: Account) => ({
  ...WatchRequest.parse({ job_id, project_id, service: serviceWithFailures, account: id }),
  region,
});

/**
 * The notice with which that run of the job's watch would end, after one look: as it is looked at now, or as the list tells it
 * where it cannot be. `not_failed` when the job itself says otherwise than the list.
 */
export async function failureNotice(
  job: FailedJob,
  account: Account,
  { run, askJob, now }: { run: number; askJob: AskJob; now: () => number },
): Promise<{ kind: 'notice'; notice: Notice } | { kind: 'not_failed'; ended: boolean }> {
  const request = requestOfFailure(job, account);
  const id = watchId(request, run);
  const input: LookInput = { watch: { id, arn: '' }, request, progress: undefined };
  let problem: LookProblem | undefined;
  const ports: LookPorts = {
    askJob: async (question) => {
      const look = await askJob(question);
      problem = look.kind === 'problem' ? look.problem : undefined;
      return look;
    },
    accounts: [account],
    polling: { preset: 'balanced', deadline: '24h' },
    wanted: new Set(),
    now,
  };
  const { decision, notice } = await lookAtJob(input, ports);
  if (problem !== undefined)
    return { kind: 'notice', notice: listedNotice(job, account, { id, problem, now: now() }) };
  if (decision.kind === 'end' && decision.outcome === 'failed' && notice !== undefined) {
    return { kind: 'notice', notice };
  }
  return { kind: 'not_failed', ended: decision.kind === 'end' };
}

function listedNotice(
  job: FailedJob,
  account: Account,
  { id, problem, now }: { id: string; problem: LookProblem; now: number },
): Notice {
  const time = isoTime(now);
  const { retry_after_seconds, ...told } = problem;
  return composeNotice({
    type: 'sdrs.job.failed',
    what: 'end',
    time,
    service: serviceWithFailures,
    job: jobOf(job),
    watch: { id, looks: 1, started_at: time, ended_at: time, errors_seen: 1 },
    account: noticeAccount(account, account),
    reason: 'The list of failed tasks tells this failure; the job itself could not be looked at.',
    problem: told,
    links: linksOf(account, ''),
  });
}

/** What the list knows of the job, in the shape in which a look would see it. */
function jobOf({ resource_id, resource_name, resource_type, ...known }: FailedJob) {
  const entities = Object.entries({ resource_id, resource_name, resource_type }).filter(
    ([, value]) => value !== undefined,
  );
  const answer = { ...known, status: 'FAIL', entities: Object.fromEntries(entities) };
  return toJob(JobAnswer.parse(answer), known.job_id);
}
