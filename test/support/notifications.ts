import type { Sending } from '../../lib/channels/channel.ts';
import { unseenJob } from '../../lib/job/job.ts';
import { messageOf } from '../../lib/message/message-of.ts';
import type { Notification } from '../../lib/notification/notification.ts';
import { notificationId } from '../../lib/notification/notification-id.ts';

const jobId = 'ff80808288a1c57d0188a1dd0a0f0012';
const watchId = `sdrs-${jobId}-0f1e2d3c4b5a6978`;

const watch: Notification['watch'] = {
  id: watchId,
  polls: 12,
  started_at: '2026-03-01T12:00:02.000Z',
  ended_at: '2026-03-01T12:04:17.000Z',
  detection_delay_seconds: 7,
  errors_seen: 0,
};

/** A notification that a protection group was created; every part can be overridden. */
export const aNotification = (overrides: Partial<Notification> = {}): Notification => ({
  id: notificationId(overrides.watch?.id ?? watchId, 'end'),
  type: 'sdrs.job.succeeded',
  time: '2026-03-01T12:04:17.000Z',
  severity: 'info',
  outcome: 'succeeded',
  service: 'sdrs',
  job: {
    job_id: jobId,
    job_type: 'createProtectionGroupNoCG',
    label: 'Create protection group',
    status: 'SUCCESS',
    begin_time: '2026-03-01T12:00:00.000Z',
    end_time: '2026-03-01T12:04:10.000Z',
    duration_seconds: 250,
    entities: { server_group_id: 'b5dc9a1e-7b1e-4a5c-9f0e-2f6f2b8f9b11' },
    sub_jobs: [],
  },
  watch,
  account: {
    id: 'otc-prod',
    cloud: 'otc',
    region: 'eu-de',
    project_id: '5dd3c0b24cdc4d31952c49589182a89d',
  },
  links: [{ label: 'Cloud console', url: 'https://console.otc.example/sdrs?region=eu-de&tab=groups' }],
  labels: { environment: 'production' },
  ...overrides,
});

/**
 * A notification that a protection group could not be created because one of its replication pairs could not.
 */
export const aFailureNotification = (overrides: Partial<Notification> = {}): Notification =>
  aNotification({
    type: 'sdrs.job.failed',
    severity: 'error',
    outcome: 'failed',
    job: {
      ...aNotification().job,
      status: 'FAIL',
      error_code: 'SDRS.0405',
      fail_reason: 'A sub-job failed.',
      root_cause: {
        job_id: 'ff80808288a1c57d0188a1dd0a0f0013',
        job_type: 'createReplicationPairNoCG',
        label: 'Create replication pair',
        error_code: 'SDRS.1602',
        fail_reason: 'The disk is attached to a server that is not protected.',
        entities: { replication_pair_id: '0a3f2f0e-5a52-4d3e-8b83-5f6d2f3f7c10' },
      },
      advice: {
        error_code: 'SDRS.1602',
        meaning: 'A disk of the pair is in use',
        action: 'Detach the disk and create the pair again',
      },
    },
    ...overrides,
  });

/** A notification about a job that no poll has seen, because the API refuses the account. */
export const anUnreachableNotification = (overrides: Partial<Notification> = {}): Notification =>
  aNotification({
    type: 'sdrs.watch.unreachable',
    severity: 'warning',
    outcome: 'unreachable',
    job: unseenJob(jobId),
    watch: { id: watchId, polls: 3, started_at: watch.started_at, errors_seen: 3 },
    reason: 'The state of the job could not be read. GET of the job answered 403 Forbidden.',
    problem: {
      kind: 'denied',
      message: 'GET of the job answered 403 Forbidden.',
      status: 403,
      error_code: 'APIGW.0301',
      request_id: '6a2c8a4e1f',
      since: '2026-03-01T12:00:02.000Z',
    },
    ...overrides,
  });

/** A notification and its message, as a channel gets them. */
export const notified = (notification: Notification): Pick<Sending, 'notification' | 'message'> => ({
  notification,
  message: messageOf(notification),
});
