import type { Job, SubJob } from '../../lib/job/job.ts';

/** The job of the API document's first example, as people and webhooks see it. */
export const aJob = (overrides: Partial<Job> = {}): Job => ({
  job_id: '0000000062db92d70162db9d200f000a',
  job_type: 'createProtectionGroupNoCG',
  status: 'SUCCESS',
  begin_time: '2018-04-19T01:55:30.443Z',
  end_time: '2018-04-19T01:55:45.493Z',
  entities: { server_group_id: 'a59d008e-4bad-4bf3-9b17-6cc25e7da483' },
  label: 'Create protection group',
  duration_seconds: 15.05,
  sub_jobs: [],
  ...overrides,
});

export const aSubJob = (overrides: Partial<SubJob> = {}): SubJob => ({
  job_id: 'ff8080826b45d4a5016b50362868002a',
  job_type: 'stopProtectionGroupRepNoCG',
  status: 'SUCCESS',
  entities: {},
  label: 'Stop replication of protection group',
  sub_jobs: [],
  ...overrides,
});

/** A job that failed because one of its sub-jobs did; the catalogue knows that code. */
export const aFailedJob = (overrides: Partial<Job> = {}): Job => {
  const cause = {
    job_id: 'ff8080826b45d4a5016b50362870002b',
    job_type: 'stopProtectionGroupRepNoCG',
    label: 'Stop replication of protection group',
    error_code: 'SDRS.1013',
    fail_reason: 'The protection group is gone.',
    entities: { server_group_id: '1fd6903c-48f9-4772-8974-112dfbd74427' },
  };
  return aJob({
    job_id: 'ff8080826b45d4a5016b5036242c0025',
    job_type: 'stopProtectionGroupNoCG',
    label: 'Disable protection',
    status: 'FAIL',
    error_code: 'SDRS.0406',
    fail_reason: 'A sub-job failed.',
    sub_jobs: [aSubJob(), aSubJob({ ...cause, status: 'FAIL' })],
    root_cause: cause,
    advice: {
      error_code: 'SDRS.1013',
      meaning: 'No such protection group',
      action: 'Use an existing group',
    },
    ...overrides,
  });
};

/** An answer of the API as it comes over the wire, before JSON. */
export const anAnswer = (overrides: Record<string, unknown> = {}): Record<string, unknown> => ({
  job_id: '0000000062db92d70162db9d200f000a',
  job_type: 'createProtectionGroupNoCG',
  status: 'RUNNING',
  begin_time: '2018-04-19T01:55:30.443Z',
  end_time: '',
  error_code: null,
  fail_reason: null,
  entities: { server_group_id: 'a59d008e-4bad-4bf3-9b17-6cc25e7da483' },
  ...overrides,
});
