import { type Job, unseenJob } from '../job/job.ts';
import { labelOf } from '../job/labels.ts';
import { composeNotification } from '../notification/compose-notification.ts';
import type { Notification } from '../notification/notification.ts';
import type { Account } from '../watch/account.ts';
import { linksOf, notificationAccount } from '../watch/notification-context.ts';
import { isoTime } from '../watch/ports/clock.ts';
import type { FailedAction } from './failed-action.ts';

/**
 * Composes the notification of a protection group action that failed before it had a job. `now` is in
 * milliseconds since 1970.
 */
export function actionNotification(
  action: FailedAction,
  accounts: readonly Account[],
  now: number,
): Notification {
  const { region, project_id } = action;
  const account = accounts.find((one) => one.region === region && one.project_id === project_id);
  return composeNotification({
    type: 'sdrs.action.failed',
    what: 'action',
    time: action.time ?? isoTime(now),
    service: 'sdrs',
    job: standInJob(action),
    watch: { id: action.id },
    account: notificationAccount(account, { project_id }),
    reason: describeCall(action),
    links: linksOf(account, ''),
  });
}

/** Returns a job with the facts of the action, because a notification needs one. */
function standInJob({ action, trace_name, error_code, reason, ...on }: FailedAction): Job {
  const resource = on.resource_id ?? on.resource_name;
  return {
    ...unseenJob('none'),
    job_type: action ?? trace_name,
    label: labelOf(action ?? trace_name),
    ...(error_code !== undefined && { error_code }),
    ...(reason !== undefined && { fail_reason: reason }),
    entities: resource === undefined ? {} : { server_group_id: resource },
  };
}

/** Describes the call, its user and its answer, as far as the trace contains them. */
function describeCall({ action, user, code }: FailedAction): string | undefined {
  const parts = [action, user && `requested by ${user}`, code && `answered with HTTP ${code}`].filter(
    Boolean,
  );
  return parts.length === 0 ? undefined : `${parts.join(', ')}.`;
}
