import { cutToBytes } from '../job/cut-text.ts';
import type { Job } from '../job/job.ts';
import type { Poll } from '../job/poll.ts';
import type { NotificationType } from '../notification/notification.ts';
import { type AfterPoll, beginProgress, decideAfterPoll } from '../polling/after-poll.ts';
import { durationSeconds } from '../polling/duration.ts';
import { type PresetName, presets } from '../polling/presets.ts';
import type { Progress } from '../polling/progress.ts';
import type { PollDecision, PollInput, PollOutput } from '../workflow/contracts.ts';
import type { Account } from './account.ts';
import { accountOfRequest } from './find-account.ts';
import { knownJob } from './notification-context.ts';
import { notificationOfPoll, wantedNews } from './notification-of-poll.ts';
import type { AskJob } from './ports/ask-job.ts';
import { isRehearsal, pollRehearsal } from './rehearsal.ts';

/** What a poll needs: the cloud, the accounts, how often to ask by default, and the time. */
export interface PollPorts {
  askJob: AskJob;
  accounts: readonly Account[];
  polling: { preset: PresetName; deadline: string };
  /** Types of progress that somebody wants to be told. */
  wanted: ReadonlySet<NotificationType>;
  /** Hears what came of each look at a real job: a rehearsal counts for nothing. */
  onPolled?: ((output: PollOutput) => void) | undefined;
  now: () => number;
  /** When the watch began (milliseconds since 1970), where that was before its first poll. */
  beganAt?: number | undefined;
}

/** Bytes of an error and a cause that a parent workflow gets: what is longer is in the notification. */
const errorBytes = 256;
const causeBytes = 1_024;

/**
 * One poll the job: asks once, decides what to do next, and composes what people should hear. Whatever the cloud answers
 * becomes a decision; nothing it can answer is thrown.
 */
export async function pollJob(input: PollInput, ports: PollPorts): Promise<PollOutput> {
  const { request } = input;
  const before = progressOf(input, ports);
  const found = accountOfRequest(request, ports.accounts);
  const poll = await askFor(input, found, { ...ports, beganAt: Date.parse(before.started_at) });
  const now = ports.now();
  const after = decideAfterPoll(poll, before, {
    polling: presets[request.polling ?? ports.polling.preset],
    jobId: request.job_id,
    now,
    // A rehearsal is about the notification of an outcome.
    wanted: wantedNews(isRehearsal(request) ? new Set() : ports.wanted),
  });
  const job = poll.kind === 'job' ? poll.job : knownJob(request.job_id, after.progress);
  const account = found.kind === 'found' ? found.account : undefined;
  const notification = notificationOfPoll({ input, account, poll, job, after, now });
  const output = {
    decision: decisionOf(after.next, job),
    progress: after.progress,
    ...(notification !== undefined && { notification }),
  };
  if (!isRehearsal(request)) ports.onPolled?.(output);
  return output;
}

function progressOf({ progress, request }: PollInput, ports: PollPorts): Progress {
  if (progress !== undefined) return progress;
  const deadline = request.deadline ?? ports.polling.deadline;
  const seconds = durationSeconds(deadline);
  if (seconds === undefined) throw new RangeError(`The deadline ${deadline} is no duration.`);
  return beginProgress(ports.beganAt ?? ports.now(), seconds);
}

async function askFor(
  { request }: PollInput,
  found: ReturnType<typeof accountOfRequest>,
  { askJob, beganAt, now }: Pick<PollPorts, 'askJob' | 'now'> & { beganAt: number },
): Promise<Poll> {
  // It was there when the watch began: a mistake in the configuration can be mended while the watch goes on.
  if (found.kind === 'none') return { kind: 'problem', problem: { kind: 'credentials', message: found.why } };
  const { account } = found;
  if (account.cloud === 'rehearsal') return pollRehearsal(request.job_id, { beganAt, now: now() });
  return askJob({ account, service: request.service, jobId: request.job_id });
}

function decisionOf(next: AfterPoll['next'], job: Job): PollDecision {
  if (next.kind === 'wait') return { kind: 'wait', seconds: next.seconds };
  const { ending } = next;
  const end = (error: string, cause: string) => ({
    error: cutToBytes(error, errorBytes),
    cause: cutToBytes(cause, causeBytes),
  });
  switch (ending.outcome) {
    case 'succeeded':
      return { kind: 'end', outcome: 'succeeded' };
    case 'failed': {
      const reason = job.fail_reason ?? 'The job failed and gave no reason.';
      return { kind: 'end', outcome: 'failed', ...end(job.error_code ?? 'JobFailed', reason) };
    }
    case 'timed_out':
      return { kind: 'end', outcome: 'timed_out', ...end('WatchTimedOut', ending.why) };
    case 'unreachable':
      return { kind: 'end', outcome: 'unreachable', ...end('WatchUnreachable', ending.why) };
  }
}
