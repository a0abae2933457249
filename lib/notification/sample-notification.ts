import { unseenJob } from '../job/job.ts';
import { composeNotification } from './compose-notification.ts';
import type { Notification } from './notification.ts';

const account = {
  id: 'example',
  cloud: 'otc',
  region: 'eu-de',
  project_id: '0123456789abcdef0123456789abcdef',
};
const jobId = 'ff80808288a1c57d0188a1dd0a0f0012';

/**
 * Returns a made-up notification of a failed sub-job, detected at `now` (milliseconds since 1970), to show
 * its layout.
 */
export function sampleFailure(now: number): Notification {
  const iso = (secondsAgo: number) => new Date(now - secondsAgo * 1_000).toISOString();
  return composeNotification({
    type: 'sdrs.job.failed',
    what: 'end',
    time: iso(0),
    service: 'sdrs',
    job: {
      job_id: jobId,
      job_type: 'createProtectedInstanceNoCG',
      label: 'Create protected instance',
      status: 'FAIL',
      begin_time: iso(418),
      end_time: iso(18),
      duration_seconds: 400,
      error_code: 'SDRS.0406',
      fail_reason: 'Failed to execute the subjob',
      entities: { server_group_id: '8a2de5b2-5c9e-4b40-a915-2210fb1e8f3f' },
      sub_jobs: [],
      root_cause: {
        job_id: 'ff80808288a1c57d0188a1dd0a0f0013',
        job_type: 'createReplicationPairNoCG',
        label: 'Create replication pair',
        error_code: 'EVS.2024',
        fail_reason: 'volume is error!',
        entities: { volume_ids: ['b304e4dc-2245-429f-ad4d-de3e9fda4576'] },
      },
      advice: {
        error_code: 'SDRS.0406',
        meaning: 'A sub-job failed while running',
        action: 'Open a support ticket',
      },
    },
    watch: {
      id: `sdrs-${jobId}-0f1e2d3c4b5a6978`,
      polls: 21,
      started_at: iso(417),
      ended_at: iso(0),
      detection_delay_seconds: 18,
      errors_seen: 0,
    },
    account,
    links: [{ label: 'Cloud console', url: 'https://console.otc.t-systems.com/' }],
    labels: { ticket: 'OPS-1234' },
  });
}

/** Returns a notification that tests a destination. Each test has its own id. */
export const testNotification = (now: number): Notification =>
  composeNotification({
    type: 'sdrs.test',
    what: `test ${now}`,
    time: new Date(now).toISOString(),
    service: 'sdrs',
    job: { ...unseenJob('test-of-a-destination') },
    watch: { id: 'test' },
    account,
    links: [],
  });
