import type { Notification } from '../notification/notification.ts';

/**
 * Returns the minimum of a notification: outcome, job id, error code and account. It replaces a notification
 * that cannot be rendered because one of its values is malformed, so that people are informed all the same.
 */
export function bareNotification(notification: Notification): Notification {
  const { id, type, time, severity, service, job, watch, account, outcome } = notification;
  return {
    id,
    type,
    time,
    severity,
    ...(outcome !== undefined && { outcome }),
    service,
    job: {
      job_id: job.job_id,
      label: job.label,
      ...(job.status !== undefined && { status: job.status }),
      ...(job.error_code !== undefined && { error_code: job.error_code }),
      entities: {},
      sub_jobs: [],
    },
    watch,
    account,
    reason: 'The rest of this notification could not be rendered.',
    links: [],
    labels: {},
  };
}
