import type { Notification } from '../notification/notification.ts';

/**
 * The least that a notification can say: outcome, job id, error code and where. For a notification that cannot be rendered, because
 * something in it is not what it should be, so that people hear of it all the same.
 */
export function bareNotification({
  id,
  type,
  time,
  severity,
  service,
  job,
  watch,
  account,
  outcome,
}: Notification): Notification {
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
    reason: 'The rest of this notification could not be shown.',
    links: [],
    labels: {},
  };
}
