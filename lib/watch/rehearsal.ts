import { ProjectId } from '../job/ids.ts';
import type { Poll } from '../job/poll.ts';
import { readJobAnswer } from '../job/read-job-answer.ts';
import type { Notification } from '../notification/notification.ts';
import type { WatchRequest } from '../workflow/watch-request.ts';

/** The id of the built-in account for rehearsals. No configured account may have it. */
export const rehearsalAccountId = 'rehearsal';

/** The built-in account: it belongs to no cloud, has no credentials, and its jobs are made up. */
export interface RehearsalAccount {
  id: typeof rehearsalAccountId;
  cloud: 'rehearsal';
  region: string;
  project_id: ProjectId;
  console_url?: undefined;
}
export const rehearsalAccount: RehearsalAccount = {
  id: rehearsalAccountId,
  cloud: 'rehearsal',
  region: 'rehearsal',
  project_id: ProjectId.parse('rehearsal'),
};

/** How the made-up job of a rehearsal ends. */
export const rehearsalOutcomes = ['failed', 'succeeded'] as const;
export type RehearsalOutcome = (typeof rehearsalOutcomes)[number];

/** Returns the id of a rehearsal's job: it carries the outcome, and `unique` keeps it apart from other rehearsals. */
export const rehearsalJobId = (outcome: RehearsalOutcome, unique: string): string =>
  `rehearsal-${outcome}-${unique}`;

export const isRehearsal = ({ account }: Pick<WatchRequest, 'account'>): boolean =>
  account === rehearsalAccountId;

/** Returns the mark that a rehearsal leaves on its notification, with the destinations that the request names. */
export const rehearsalField = (
  request: Pick<WatchRequest, 'account' | 'to'> | undefined,
): Pick<Notification, 'rehearsal'> =>
  request === undefined || !isRehearsal(request)
    ? {}
    : { rehearsal: request.to === undefined ? {} : { to: request.to } };

/** How long the made-up job runs: the second poll, at least 4.5 seconds after the first, sees its end. */
const runSeconds = 4;

/**
 * Answers a poll of a rehearsal's job as the job API would, without asking anything. The answer follows from the job id and
 * the two times (milliseconds since 1970) alone. `beganAt` is when the watch began.
 */
export function pollRehearsal(jobId: string, { beganAt, now }: { beganAt: number; now: number }): Poll {
  const outcome = rehearsalOutcomes.find((one) => jobId.startsWith(rehearsalJobId(one, '')));
  const answer =
    outcome === undefined
      ? { status: 404, body: { error: { code: 'SDRS.0408', message: 'A rehearsal has no such job' } } }
      : { status: 200, body: jobAt(jobId, outcome, { beganAt, now }) };
  return readJobAnswer({ status: answer.status, headers: {}, body: JSON.stringify(answer.body), now }, jobId);
}

const isoTime = (at: number): string => new Date(at).toISOString();

/** The job in the shape of the API document ("Querying the Job Status"); a running job has `end_time` "" and nulls. */
function jobAt(
  jobId: string,
  outcome: RehearsalOutcome,
  { beganAt, now }: { beganAt: number; now: number },
): object {
  const endsAt = beganAt + runSeconds * 1_000;
  const isOver = now >= endsAt;
  const part = (own: object): object => ({
    begin_time: isoTime(beganAt),
    end_time: isOver ? isoTime(endsAt) : '',
    status: !isOver ? 'RUNNING' : outcome === 'failed' ? 'FAIL' : 'SUCCESS',
    error_code: null,
    fail_reason: null,
    ...own,
  });
  const failing = (code: string, reason: string): object =>
    isOver && outcome === 'failed' ? { error_code: code, fail_reason: reason } : {};
  const subJob = part({
    job_id: `${jobId}-1`.slice(-64),
    job_type: 'createReplicationPairNoCG',
    entities: { volume_ids: 'rehearsal-volume' },
    ...failing('EVS.2024', 'volume is error!'),
  });
  return part({
    job_id: jobId,
    job_type: 'createProtectedInstanceNoCG',
    entities: { sub_jobs: [subJob] },
    ...failing('SDRS.0406', 'Failed to execute the subjob'),
  });
}
