import { describe, expect, it } from 'vitest';
import type { Job } from '../../lib/job/job.ts';
import { JobAnswer, toJob } from '../../lib/job/job-answer.ts';
import { aFailedJob, anAnswer } from '../support/jobs.ts';

const read = (answer: unknown): Job => toJob(JobAnswer.parse(answer), 'asked-for-1');

/** Returns nested sub-jobs with this number of levels. */
const nested = (levels: number): Record<string, unknown> =>
  levels === 0
    ? { job_id: 'leaf' }
    : { job_id: `level-${levels}`, entities: { sub_jobs: [nested(levels - 1)] } };

const depthOf = ({ sub_jobs }: { sub_jobs: Job['sub_jobs'] }): number =>
  sub_jobs.reduce((deepest, subJob) => Math.max(deepest, 1 + depthOf(subJob)), 0);

describe('entities', () => {
  it('keep keys and values of every kind', () => {
    const entities = {
      volume_ids: 'a,b',
      size: 40,
      results: [{ id: 1, ok: true }, null],
      nested: { deep: [''] },
      none: null,
    };
    expect(read(anAnswer({ entities })).entities).toStrictEqual(entities);
  });

  it('lose keys that could change a prototype when they are merged', () => {
    const answer: unknown = JSON.parse(
      '{"status":"FAIL","__proto__":{"job_type":"x"},"entities":{"__proto__":{"a":1},"b":{"__proto__":{"c":1},"d":[{"__proto__":2}]},"sub_jobs":[{"status":"FAIL","entities":{"__proto__":{"e":1}}}]}}',
    );
    const job = read(answer);
    expect(JSON.stringify(job)).not.toContain('__proto__');
    expect(job.entities).toStrictEqual({ b: { d: [{}] } });
    expect(job).not.toHaveProperty('job_type');
    expect(Object.getPrototypeOf(job.entities)).toBe(Object.prototype);
  });

  it('can be serialised even if a value is nested without end', () => {
    const value = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const answer: unknown = JSON.parse(`{"status":"RUNNING","entities":{"a":${value},"b":1}}`);
    const kept = `${'['.repeat(31)}"… (cut)"${']'.repeat(31)}`;
    expect(JSON.stringify(read(answer).entities)).toBe(`{"a":${kept},"b":1}`);
  });
});

describe('sub-jobs', () => {
  it.each([[undefined], [null], [[]], [{}], ['garbage'], [[null, 3, 'x', []]]])(
    'are absent in %j',
    (sub_jobs) => {
      expect(read(anAnswer({ entities: { id: 'e', sub_jobs } }))).toMatchObject({
        sub_jobs: [],
        entities: { id: 'e' },
      });
      expect(read(anAnswer({ entities: { sub_jobs } })).entities).toStrictEqual({});
    },
  );

  it('are read from the top level too, as VBS lists them', () => {
    const job = read({ status: 'RUNNING', entities: { volume_id: 'v' }, sub_jobs: [{ job_id: 'a' }] });
    expect(job.sub_jobs).toStrictEqual([{ job_id: 'a', entities: {}, label: 'Job', sub_jobs: [] }]);
    expect(job.entities).toStrictEqual({ volume_id: 'v' });
  });

  it('are those among the entities where both are given', () => {
    const job = read({
      status: 'RUNNING',
      entities: { sub_jobs: [{ job_id: 'inner' }] },
      sub_jobs: [{ job_id: 'outer' }],
    });
    expect(job.sub_jobs.map((subJob) => subJob.job_id)).toStrictEqual(['inner']);
  });

  it('may lack any field, and their odd fields are absent', () => {
    const odd = { job_id: 7, job_type: '', status: ' fail ', error_code: 5, entities: [] };
    expect(read(anAnswer({ entities: { sub_jobs: [{}, odd, null] } })).sub_jobs).toStrictEqual([
      { job_id: '', entities: {}, label: 'Job', sub_jobs: [] },
      { job_id: '7', status: 'FAIL', error_code: '5', entities: {}, label: 'Job', sub_jobs: [] },
    ]);
  });

  it('are followed down to eight levels', () => {
    const job = read({ status: 'RUNNING', ...nested(8) });
    expect(depthOf(job)).toBe(8);
    expect(job).not.toHaveProperty('sub_jobs_omitted');
  });

  it('are counted below eight levels, on all levels together', () => {
    const job = read({ status: 'RUNNING', ...nested(11) });
    expect(depthOf(job)).toBe(8);
    expect(job.sub_jobs_omitted).toBe(3);
  });

  it('are counted without running out of stack when nested without end', () => {
    const levels = 50_000;
    const json = `${'{"status":"INIT","entities":{"sub_jobs":['.repeat(levels)}${']}}'.repeat(levels)}`;
    expect(read(JSON.parse(json)).sub_jobs_omitted).toBe(levels - 1 - 8);
  });

  it('are kept up to 5,000, the upper levels first, and counted from there', () => {
    const wide = Array.from({ length: 4_999 }, (_, i) => ({ job_id: `${i}`, sub_jobs: [{}, {}] }));
    const job = read({ status: 'RUNNING', sub_jobs: wide });
    expect(job.sub_jobs).toHaveLength(4_999);
    expect(job.sub_jobs[0]?.sub_jobs).toHaveLength(1);
    expect(job.sub_jobs[1]?.sub_jobs).toHaveLength(0);
    expect(job.sub_jobs_omitted).toBe(2 * 4_999 - 1);
  });
});

describe('a failed job', () => {
  it('has its root cause and advice', () => {
    const { root_cause, advice } = aFailedJob();
    const job = read({
      status: 'FAIL',
      error_code: 'SDRS.0406',
      entities: { sub_jobs: [{ status: 'SUCCESS' }, { status: 'FAIL', ...root_cause }] },
    });
    expect(job.root_cause).toStrictEqual(root_cause);
    expect(job.advice).toStrictEqual(advice);
  });

  it('has advice for its own code when no sub-job failed', () => {
    const job = read({ status: 'FAIL', error_code: 'SDRS.1013' });
    expect(job).not.toHaveProperty('root_cause');
    expect(job.advice?.error_code).toBe('SDRS.1013');
  });

  it('has a root cause but no advice for unknown codes', () => {
    const job = read({ status: 'FAIL', sub_jobs: [{ status: 'FAIL', error_code: 'EVS.2024' }] });
    expect(job.root_cause?.error_code).toBe('EVS.2024');
    expect(job).not.toHaveProperty('advice');
  });

  it.each(['SUCCESS', 'RUNNING', 'INIT', 'odd'])(
    'is the only one with a root cause: there is none while %s',
    (status) => {
      const job = read({ status, error_code: 'SDRS.1013', sub_jobs: [{ status: 'FAIL' }] });
      expect(job.error_code).toBe('SDRS.1013');
      expect(job).not.toHaveProperty('root_cause');
      expect(job).not.toHaveProperty('advice');
    },
  );

  it.each([
    ['flat', { code: 'A.1', message: 'flat' }, ['A.1', 'flat']],
    ['nested', { error: { code: 'B.2', message: 'nested' } }, ['B.2', 'nested']],
    ['flat before nested', { code: 'A.1', error: { code: 'B.2', message: 'n' } }, ['A.1', 'n']],
    [
      'its own before both',
      { error_code: 'C.3', fail_reason: 'own', code: 'A.1', message: 'm' },
      ['C.3', 'own'],
    ],
    ['none', { error: 'text' }, [undefined, undefined]],
  ])('takes code and message from other fields if its own are empty: %s', (_, notified, expected) => {
    const job = read({ status: 'FAIL', ...notified, sub_jobs: [{ status: 'FAIL', ...notified }] });
    expect([job.error_code, job.fail_reason]).toStrictEqual(expected);
    expect([job.root_cause?.error_code, job.root_cause?.fail_reason]).toStrictEqual(expected);
  });

  it('is the only one that takes code and message from other fields', () => {
    const job = read({ status: 'SUCCESS', code: '0', message: 'ok', error: { code: '1', message: 'x' } });
    expect(job).not.toHaveProperty('error_code');
    expect(job).not.toHaveProperty('fail_reason');
  });
});
