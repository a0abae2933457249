import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonBytes } from '../../lib/job/cut-text.ts';
import { fitJob } from '../../lib/job/fit-job.ts';
import { Job, type SubJob } from '../../lib/job/job.ts';
import { aJob, aSubJob } from '../support/jobs.ts';

const size = 16_384;
const parts = (count: number, overrides: Partial<SubJob> = {}): SubJob[] =>
  Array.from({ length: count }, (_, i) => aSubJob({ job_id: `part-${i}`, ...overrides }));

describe('any job', () => {
  const hostile = fc
    .tuple(fc.constantFrom('"', '\u0001', '\ud800', '👩‍👩‍👧', 'a'), fc.integer({ min: 1, max: 2_000 }))
    .map(([unit, count]) => unit.repeat(count));
  const text = fc.oneof(
    { arbitrary: fc.string({ unit: 'binary', maxLength: 30 }), weight: 4 },
    { arbitrary: hostile, weight: 1 },
  );
  const entities = fc.dictionary(text, fc.oneof(text, fc.jsonValue()), { maxKeys: 5 });
  const common = {
    job_id: text,
    job_type: text,
    status: fc.oneof(fc.constantFrom('SUCCESS', 'FAIL', 'RUNNING'), text),
    begin_time: text,
    end_time: text,
    error_code: text,
    fail_reason: text,
    entities,
    label: text,
    duration_seconds: fc.double({ noNaN: true, noDefaultInfinity: true }),
  };
  const required = ['job_id', 'entities', 'label', 'sub_jobs'] as const;
  const treeWith = (sub_jobs: fc.Arbitrary<SubJob[]>): fc.Arbitrary<SubJob> =>
    fc.record({ ...common, sub_jobs }, { requiredKeys: [...required] });
  const inner = treeWith(fc.array(treeWith(fc.constant([])), { maxLength: 2 }));
  const tree = treeWith(fc.array(inner, { maxLength: 3 }));
  const { job_id, job_type, label, error_code, fail_reason } = common;
  const anyJob: fc.Arbitrary<Job> = fc.record(
    {
      ...common,
      sub_jobs: fc.oneof(
        fc.array(tree, { maxLength: 4 }),
        fc.tuple(inner, fc.integer({ min: 0, max: 100 })).map(([part, n]) => Array<SubJob>(n).fill(part)),
      ),
      root_cause: fc.record(
        { job_id, job_type, label, error_code, fail_reason, entities },
        { requiredKeys: ['job_id', 'label', 'entities'] },
      ),
      advice: fc.record({ error_code: text, meaning: text, action: text }),
      sub_jobs_omitted: fc.double({ noNaN: true, noDefaultInfinity: true }),
    },
    { requiredKeys: [...required] },
  );

  it('fits into 4,096 bytes and more, is a job, and is then left as it is', () => {
    fc.assert(
      fc.property(anyJob, fc.integer({ min: 4_096, max: 40_000 }), (job, maxBytes) => {
        const fit = fitJob(job, maxBytes);
        expect(jsonBytes(fit)).toBeLessThanOrEqual(maxBytes);
        expect(Job.safeParse(fit).success).toBe(true);
        expect(fitJob(fit, maxBytes)).toBe(fit);
        expect(fit === job).toBe(jsonBytes(job) <= maxBytes);
      }),
      { numRuns: 100 },
    );
  });

  it('keeps the names, times, status and codes that are not hostile', () => {
    const kept = ['job_id', 'job_type', 'status', 'begin_time', 'end_time', 'error_code'] as const;
    const causes = ['job_type', 'error_code'] as const;
    const isShort = (value: string | undefined) => jsonBytes(value) <= 130;
    fc.assert(
      fc.property(anyJob, (job) => {
        const fit = fitJob(job, 4_096);
        const short = kept.filter((name) => isShort(job[name]));
        expect(short.map((name) => fit[name])).toStrictEqual(short.map((name) => job[name]));
        const shortCauses = causes.filter((name) => isShort(job.root_cause?.[name]));
        expect(shortCauses.map((name) => fit.root_cause?.[name])).toStrictEqual(
          shortCauses.map((name) => job.root_cause?.[name]),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('with 5,000 sub-jobs of long texts fits too', () => {
    const hostile = { fail_reason: '👩‍👩‍👧"'.repeat(2_000), entities: { a: 'x'.repeat(10_000) } };
    const job = aJob({ sub_jobs: parts(5_000, { status: 'FAIL', ...hostile }) });
    expect(jsonBytes(fitJob(job, size))).toBeLessThanOrEqual(size);
  });

  it.each(Array.from({ length: 200 }, (_, i) => [20_000 + i]))(
    'fits into %d bytes even if the count of what was left out grows longer',
    (maxBytes) => {
      const fit = fitJob(aJob({ entities: {}, sub_jobs: parts(1_000), sub_jobs_omitted: -1_000 }), maxBytes);
      expect(jsonBytes(fit)).toBeLessThanOrEqual(maxBytes);
    },
  );
});
