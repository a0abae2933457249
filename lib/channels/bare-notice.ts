import type { Notice } from '../notice/notice.ts';

/**
 * The least that a notice can say: outcome, job id, error code and where. For a notice that cannot be rendered, because
 * something in it is not what it should be, so that people hear of it all the same.
 */
export function bareNotice({
  id,
  type,
  time,
  severity,
  service,
  job,
  watch,
  account,
  outcome,
}: Notice): Notice {
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
    reason: 'The rest of this notice could not be shown.',
    links: [],
    labels: {},
  };
}
