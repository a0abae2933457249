import { describe, expect, it } from 'vitest';
import { jsonBytes } from '../../lib/job/cut-text.ts';
import { fitJob } from '../../lib/job/fit-job.ts';
import type { Job, SubJob } from '../../lib/job/job.ts';
import { aFailedJob, aJob, aSubJob } from '../support/jobs.ts';

const size = 16_384;
const long = (character: string): string => character.repeat(1_000_000);
const cutTo = (character: string, bytes: number): string => `${character.repeat(bytes - 9)}… (cut)`;
const parts = (count: number, overrides: Partial<SubJob> = {}): SubJob[] =>
  Array.from({ length: count }, (_, i) => aSubJob({ job_id: `part-${i}`, ...overrides }));
const countOf = (subJobs: SubJob[]): number =>
  subJobs.reduce((count, { sub_jobs }) => count + 1 + countOf(sub_jobs), 0);

describe('a job that fits', () => {
  it.each([aJob(), aFailedJob()])('is returned as it is: %#', (job) => {
    expect(fitJob(job, size)).toBe(job);
    expect(fitJob(job, jsonBytes(job))).toBe(job);
  });

  it('is measured in bytes, not in characters', () => {
    const job = aJob({ fail_reason: 'é'.repeat(size / 2) });
    expect(fitJob(job, size).fail_reason).toBe(`${'é'.repeat((2_048 - 10) / 2)}… (cut)`);
  });

  it('may have as many of the smallest sub-jobs as fit into the bytes', () => {
    const smallest = { job_id: '', entities: {}, label: '', sub_jobs: [] };
    const job: Job = { job_id: '', entities: {}, label: '', sub_jobs: Array(76).fill(smallest) };
    expect(jsonBytes(job)).toBe(4_079);
    expect(fitJob(job, 4_096)).toBe(job);
  });
});

describe('long texts', () => {
  it('are cut first: reasons, entity values and entity keys, wherever they are', () => {
    const texts = {
      fail_reason: long('r'),
      entities: { [long('k')]: long('v'), list: [long('l')], ok: [1] },
    };
    const cut = {
      fail_reason: cutTo('r', 2_048),
      entities: {
        [cutTo('k', 2_048)]: cutTo('v', 2_048),
        list: `["${'l'.repeat(2_048 - 11 - 1)}… (cut)`,
        ok: [1],
      },
    };
    const job = fitJob(aJob({ ...texts, sub_jobs: [] }), size);
    expect(job).toStrictEqual(aJob(cut));
  });

  it('are cut in sub-jobs, root cause and advice too', () => {
    const advice = { error_code: 'SDRS.1', meaning: long('m'), action: long('a') };
    const root_cause = { job_id: 'c', label: 'Job', entities: { e: long('e') }, fail_reason: long('f') };
    const inner = aSubJob({ fail_reason: long('i') });
    const job = aJob({
      advice,
      root_cause,
      sub_jobs: [aSubJob({ fail_reason: long('s'), sub_jobs: [inner] })],
    });
    expect(fitJob(job, size)).toStrictEqual({
      ...job,
      advice: { error_code: 'SDRS.1', meaning: cutTo('m', 2_048), action: cutTo('a', 2_048) },
      root_cause: { ...root_cause, entities: { e: cutTo('e', 2_048) }, fail_reason: cutTo('f', 2_048) },
      sub_jobs: [
        aSubJob({
          fail_reason: cutTo('s', 2_048),
          sub_jobs: [aSubJob({ fail_reason: cutTo('i', 2_048) })],
        }),
      ],
    });
  });

  it.each([
    ['cut', 2_048, parts(1, { fail_reason: long('s') })],
    ['cut shorter', 1_024, parts(12, { fail_reason: long('s') })],
  ])('that are %s leave out nothing when the job fits to the byte', (...[, bytes, sub_jobs]) => {
    const padded = (padding: number, more: object = {}) =>
      aJob({
        job_type: 'p'.repeat(padding),
        sub_jobs: sub_jobs.map((subJob) => ({ ...subJob, ...more })),
      });
    const cut = { fail_reason: cutTo('s', bytes) };
    const padding = size - jsonBytes(padded(0, cut));
    expect(fitJob(padded(padding), size)).toStrictEqual(padded(padding, cut));
  });

  it('are cut shorter before a sub-job is left out', () => {
    const job = aJob({ sub_jobs: parts(12, { fail_reason: long('s') }) });
    const fit = fitJob(job, size);
    expect(fit).toStrictEqual({ ...job, sub_jobs: parts(12, { fail_reason: cutTo('s', 1_024) }) });
  });
});

describe('sub-jobs', () => {
  const statuses = ['SUCCESS', 'FAIL', 'RUNNING', undefined];
  const mixed = (count: number): SubJob[] =>
    parts(count).map((part, i) => ({
      ...part,
      status: statuses[i % 4],
      entities: { text: 'x'.repeat(150) },
    }));

  it('are left out from succeeded to running to failed, and counted', () => {
    const job = aJob({ sub_jobs: mixed(60), sub_jobs_omitted: 3 });
    const fit = fitJob(job, size);
    const kept = fit.sub_jobs.map(({ status }) => status ?? 'none');
    expect(kept.filter((status) => status === 'FAIL')).toHaveLength(15);
    expect(kept.filter((status) => status === 'RUNNING')).toHaveLength(15);
    expect(kept.filter((status) => status === 'none')).toHaveLength(15);
    expect(kept.filter((status) => status === 'SUCCESS').length).toBeLessThan(15);
    expect(fit.sub_jobs_omitted).toBe(3 + 60 - kept.length);
    expect(jsonBytes(fit)).toBeLessThanOrEqual(size);
    expect(jsonBytes(fit)).toBeGreaterThan(size - 400);
  });

  it('that failed are kept before running ones, at any position', () => {
    const running = parts(400, { status: 'RUNNING' });
    const failed = parts(3, { status: 'FAIL', error_code: 'SDRS.1013' });
    const kept = fitJob(aJob({ sub_jobs: [...running, ...failed] }), size).sub_jobs;
    expect(kept.length).toBeGreaterThan(50);
    expect(kept.slice(-3)).toStrictEqual(failed);
  });

  it('keep their order and their details', () => {
    const job = aJob({ sub_jobs: mixed(60) });
    const ids = new Set(fitJob(job, size).sub_jobs.map(({ job_id }) => job_id));
    expect(fitJob(job, size).sub_jobs).toStrictEqual(job.sub_jobs.filter(({ job_id }) => ids.has(job_id)));
  });

  it('keep the first failed ones when not even those fit', () => {
    const job = aJob({ sub_jobs: [...parts(10), ...parts(400, { status: 'FAIL' })] });
    const fit = fitJob(job, size);
    const count = fit.sub_jobs.length;
    expect(fit.sub_jobs).toStrictEqual(parts(count, { status: 'FAIL' }));
    expect(count).toBeGreaterThan(80);
    expect(fit.sub_jobs_omitted).toBe(410 - count);
  });

  it('keep a succeeded one that has a failed sub-job, and no sub-job without its parent', () => {
    const culprit = aSubJob({ job_id: 'culprit', sub_jobs: [aSubJob({ job_id: 'inner', status: 'FAIL' })] });
    const fit = fitJob(aJob({ sub_jobs: [...parts(400), culprit] }), size);
    expect(fit.sub_jobs.at(-1)).toStrictEqual(culprit);
    expect(countOf(fit.sub_jobs) + (fit.sub_jobs_omitted ?? 0)).toBe(402);
  });

  it('leave out a sub-job if its parent does not fit', () => {
    const whole = aSubJob({ job_type: long('t'), status: 'FAIL', sub_jobs: [aSubJob({ status: 'FAIL' })] });
    const fit = fitJob(aJob({ sub_jobs: [whole, aSubJob()] }), size);
    expect(fit).toStrictEqual(aJob({ sub_jobs: [aSubJob()], sub_jobs_omitted: 2 }));
  });
});

describe('entities', () => {
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`key-${i}`, 'v'.repeat(100)]));

  it('are left out last, after all sub-jobs, one by one', () => {
    const fit = fitJob(aJob({ entities: many(1_000), sub_jobs: parts(3, { status: 'FAIL' }) }), size);
    const kept = Object.keys(fit.entities).length;
    expect(fit.entities).toStrictEqual(many(kept));
    expect(kept).toBeGreaterThan(60);
    expect(kept).toBeLessThan(80);
    expect(fit.sub_jobs).toHaveLength(3);
    expect(jsonBytes(fit)).toBeLessThanOrEqual(size);
  });

  it('of the root cause get at least half of the space', () => {
    const root_cause = { job_id: 'c', label: 'Job', entities: many(1_000) };
    const fit = fitJob(aJob({ entities: many(1_000), root_cause, sub_jobs: parts(3) }), size);
    const kept = Object.keys(fit.root_cause?.entities ?? {}).length;
    expect(fit.root_cause).toStrictEqual({ ...root_cause, entities: many(kept) });
    expect(kept).toBeGreaterThan(60);
    expect(fit).toMatchObject({ sub_jobs: [], sub_jobs_omitted: 3 });
    expect(jsonBytes(fit)).toBeLessThanOrEqual(size);
  });
});
