import type { Outcome } from '../../lib/notification/notification.ts';
import type { Truth } from '../../lib/simulator/stories.ts';
import type { PlannedFault, Story } from './story.ts';

/** After these the watcher may believe that asking on is pointless, long before the deadline. */
const believed: ReadonlySet<string> = new Set([
  ...[400, 401, 403, 404, 405, 406, 407, 410, 413, 501].map((status) => `status-${status}`),
  'not-found',
  'echoes-credentials',
  'iam-refuses',
]);

/** The gateway refuses a signature whose date is further off. */
const longestSkewSeconds = 15 * 60;
/** Step Functions tries a poll so often before the watch is lost. */
const triesOfAPoll = 16;

/**
 * The outcomes that are true to the story: what became of the job, if it ended before the deadline; anything
 * else only where the job's own course or a fault explains it. Without such a fault exactly one outcome is
 * right.
 */
export function allowedOutcomes(story: Story, truth: Truth): Set<Outcome> {
  const isBlind = isBlindAtDeadline(story);
  const mayTimeOut = truth.kind !== 'no_job' && (isBlind || !endsInTime(story, truth));
  const mayBeUnreachable = truth.kind === 'no_job' || isBlind || mayBeBelieved(story);
  const mayBeLost = story.steps.some(({ step, times }) => step === 'pollJob' && times >= triesOfAPoll);
  return new Set<Outcome>([
    ...endOf(truth),
    ...(mayTimeOut ? (['timed_out'] as const) : []),
    ...(mayBeUnreachable ? (['unreachable'] as const) : []),
    ...(mayBeLost ? (['lost'] as const) : []),
  ]);
}

function endOf(truth: Truth): Outcome[] {
  if (truth.kind !== 'ends') return [];
  return [truth.job.status === 'SUCCESS' ? 'succeeded' : 'failed'];
}

const endsInTime = ({ job, deadlineSeconds }: Story, truth: Truth): boolean =>
  truth.kind === 'ends' && job.durationSeconds - job.beganSecondsAgo <= deadlineSeconds;

/**
 * Whether a fault can keep the last poll, which is on the deadline or a little later, from seeing the truth.
 */
function isBlindAtDeadline(story: Story): boolean {
  const deadline = story.deadlineSeconds + story.job.beganSecondsAgo;
  const lasts = ({ fromSeconds, forSeconds }: PlannedFault<string>) =>
    fromSeconds <= deadline + lateSeconds && fromSeconds + forSeconds > deadline;
  return losesItsCredentials(story) || faultsMet(story).some(lasts);
}

/** A poll that hung or was throttled is made again after at most this long. */
const lateSeconds = 300;

const mayBeBelieved = (story: Story): boolean =>
  losesItsCredentials(story) || faultsMet(story).some(({ fault }) => believed.has(fault));

/** Only a password asks IAM. */
const faultsMet = ({ cloud, iam, credentials }: Story): PlannedFault<string>[] => [
  ...cloud,
  ...(credentials === 'password' ? iam : []),
];

/** Whether there is a time from which on nothing lets this watch through any more. */
function losesItsCredentials(story: Story): boolean {
  switch (story.credentials) {
    case 'token':
      return (
        story.tokenLifeSeconds <= story.deadlineSeconds + lateSeconds ||
        story.cloud.some(({ fault }) => fault === 'token-revoked')
      );
    case 'access_key':
      return Math.abs(story.skewSeconds) >= longestSkewSeconds;
    case 'password':
      return false;
  }
}
