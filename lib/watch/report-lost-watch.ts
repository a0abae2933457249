import * as z from 'zod';
import { parseJson } from '../job/json-value.ts';
import { composeNotification } from '../notification/compose-notification.ts';
import type { Notification, Outcome } from '../notification/notification.ts';
import { endOf } from '../notification/notification-id.ts';
import type { LostOutput, LostWatch } from '../workflow/contracts.ts';
import { AcceptedRequest } from '../workflow/watch-request.ts';
import type { Account } from './account.ts';
import { accountOfRequest } from './find-account.ts';
import { knownJob, linksOf, notificationAccount } from './notification-context.ts';
import type { Announce } from './ports/announce.ts';
import { isoTime } from './ports/clock.ts';
import { rehearsalField } from './rehearsal.ts';
import { idOfExecution } from './watch-id.ts';

/** The error with which somebody stops a watch deliberately: nothing was lost then. */
export const stoppedOnPurpose = 'WatchStopped';

export interface LostPorts {
  announce: Announce;
  accounts: readonly Account[];
  now: () => number;
}

/**
 * Announces a watch that died without telling its end. Every end of a watch shares one notification id, so a watch that had told
 * its end (a failed job fails its execution too) announces nothing here.
 */
export async function reportLostWatch(lost: LostWatch, ports: LostPorts): Promise<LostOutput> {
  if (wasStoppedOnPurpose(lost)) return { announced: 'stopped_on_purpose' };
  return { announced: await ports.announce(lostNotification(lost, ports)) };
}

/** Returns whether somebody stopped the watch with `jobwatch stop` or over HTTP: then nothing was lost. */
export const wasStoppedOnPurpose = ({ status, error }: LostWatch): boolean =>
  status === 'ABORTED' && error === stoppedOnPurpose;

/**
 * Returns the notification of a lost watch. Its id is that of the outcome which the watch itself would have announced, so
 * an outcome that was announced and a loss exclude each other.
 */
export function lostNotification(
  lost: LostWatch,
  { accounts, now }: Pick<LostPorts, 'accounts' | 'now'>,
): Notification {
  const parsed = AcceptedRequest.safeParse(lost.request);
  const request = parsed.success ? parsed.data : undefined;
  const found = request && accountOfRequest(request, accounts);
  const account = found?.kind === 'found' ? found.account : undefined;
  const time = isoTime(now());
  return composeNotification({
    type: 'sdrs.watch.lost',
    what: endOf(notifiedBy(lost)),
    time,
    service: request?.service ?? 'sdrs',
    job: knownJob(request?.job_id ?? 'unknown', lost.progress),
    watch: {
      id: endedAlone(lost) ? lost.watch.id : idOfExecution(lost.watch.id, request, account),
      ...{ ended_at: time, ...knownOfWatch(lost) },
    },
    account: notificationAccount(account, request ?? { project_id: 'unknown' }),
    reason:
      `The watch itself died (${lost.status}): ${lost.error ?? 'no error was given'}. ${causeInWords(lost.cause)}`.trim(),
    links: linksOf(account, lost.watch.arn),
    labels: request?.labels,
    ...rehearsalField(request),
  });
}

/** Whether the execution came to an end that is not its job's, and told it by its own name where it could. */
const endedAlone = (lost: LostWatch): boolean =>
  lost.status === 'ABORTED' || lost.status === 'TIMED_OUT' || notifiedBy(lost) !== 'lost';

function knownOfWatch({ progress, started_at, ended_at }: LostWatch) {
  const ended = ended_at === undefined ? {} : { ended_at };
  if (progress !== undefined) {
    const { polls, started_at, errors_seen } = progress;
    return { ...ended, polls, started_at, errors_seen };
  }
  return started_at === undefined ? ended : { ...ended, started_at };
}

/** The end that the watch itself has told before its execution ended with this error. */
function notifiedBy({ error }: LostWatch): Outcome {
  if (error === 'WatchTimedOut') return 'timed_out';
  return error === 'WatchUnreachable' ? 'unreachable' : 'lost';
}

const ThrownByFunction = z.looseObject({ errorMessage: z.string() });

/** Lambda tells a thrown error as JSON with its trace; people need its message. */
function causeInWords(cause = ''): string {
  return ThrownByFunction.safeParse(parseJson(cause)).data?.errorMessage ?? cause;
}
