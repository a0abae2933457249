import { describe, expect, it } from 'vitest';
import { fitJob } from '../../lib/job/fit-job.ts';
import type { Job, SubJob } from '../../lib/job/job.ts';
import { aFailedJob, aJob, aSubJob } from '../support/jobs.ts';

const long = (character: string): string => character.repeat(1_000_000);
const cutTo = (character: string, bytes: number): string => `${character.repeat(bytes - 9)}… (cut)`;
const parts = (count: number, overrides: Partial<SubJob> = {}): SubJob[] =>
  Array.from({ length: count }, (_, i) => aSubJob({ job_id: `part-${i}`, ...overrides }));

describe('names, times, status and codes', () => {
  const names = (job: Job) => {
    const { job_id, job_type, status, begin_time, end_time, error_code, label, duration_seconds } = job;
    return { job_id, job_type, status, begin_time, end_time, error_code, label, duration_seconds };
  };

  it('stay when everything else is cut', () => {
    const hostile = { fail_reason: long('r'), entities: { [long('k')]: long('v') } };
    const { root_cause, advice } = aFailedJob();
    const job = aFailedJob({
      ...hostile,
      root_cause: { ...root_cause!, ...hostile },
      sub_jobs: parts(5_000, { status: 'FAIL', ...hostile }),
    });
    const fit = fitJob(job, 4_096);
    expect(names(fit)).toStrictEqual(names(job));
    expect(fit.root_cause).toMatchObject({
      job_id: root_cause!.job_id,
      job_type: root_cause!.job_type,
      error_code: root_cause!.error_code,
    });
    expect(fit.advice).toStrictEqual(advice);
  });

  it('stay even when long, as long as they fit', () => {
    const job = aJob({ job_type: 't'.repeat(3_000), sub_jobs: parts(5_000) });
    expect(fitJob(job, 4_096)).toMatchObject({ job_type: job.job_type, status: 'SUCCESS' });
  });

  it('are cut only when they alone do not fit', () => {
    const text = long('x');
    const root_cause = { job_id: text, job_type: text, error_code: text, label: text, entities: {} };
    const job = aJob({
      job_id: text,
      job_type: text,
      status: text,
      begin_time: text,
      end_time: text,
      error_code: text,
      label: text,
      root_cause,
      advice: { error_code: text, meaning: 'm', action: 'a' },
    });
    const cut = cutTo('x', 128);
    expect(fitJob(job, 4_096)).toStrictEqual({
      job_id: cut,
      job_type: cut,
      status: cut,
      begin_time: cut,
      end_time: cut,
      error_code: cut,
      label: cut,
      duration_seconds: 15.05,
      entities: job.entities,
      sub_jobs: [],
      root_cause: { job_id: cut, job_type: cut, error_code: cut, label: cut, entities: {} },
      advice: { error_code: cut, meaning: 'm', action: 'a' },
      sub_jobs_omitted: 0,
    });
  });
});
