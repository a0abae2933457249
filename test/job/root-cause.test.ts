import { expect, it } from 'vitest';
import { rootCauseOf } from '../../lib/job/root-cause.ts';
import { aSubJob } from '../support/jobs.ts';

const failed = (job_id: string, overrides = {}) => aSubJob({ job_id, status: 'FAIL', ...overrides });
const causeOf = (...sub_jobs: ReturnType<typeof aSubJob>[]) => rootCauseOf({ sub_jobs });

it.each(['SUCCESS', 'RUNNING', 'INIT', 'fail', undefined])('is absent if the sub-jobs are %j', (status) => {
  expect(causeOf(aSubJob({ status, error_code: 'SDRS.1013' }))).toBeUndefined();
});

it('is absent without sub-jobs', () => {
  expect(causeOf()).toBeUndefined();
});

it('has only the fields that people need', () => {
  const cause = { error_code: 'EVS.2024', fail_reason: 'volume is error!', entities: { volume_ids: 'v' } };
  expect(causeOf(aSubJob(), failed('a', { ...cause, duration_seconds: 3 }))).toStrictEqual({
    job_id: 'a',
    job_type: 'stopProtectionGroupRepNoCG',
    label: 'Stop replication of protection group',
    ...cause,
  });
});

it('leaves out what is unknown', () => {
  const bare = { job_id: 'a', status: 'FAIL', label: 'Job', entities: {}, sub_jobs: [] };
  expect(causeOf(bare)).toStrictEqual({ job_id: 'a', label: 'Job', entities: {} });
});

it('is the deepest one, even below a sub-job that did not fail', () => {
  const deep = aSubJob({ sub_jobs: [aSubJob({ sub_jobs: [failed('deepest')] })] });
  expect(causeOf(failed('a', { error_code: 'X.1' }), deep, failed('b'))?.job_id).toBe('deepest');
});

it('is the deepest one, not the last one', () => {
  const deep = failed('a', { sub_jobs: [failed('a.1')] });
  expect(causeOf(deep, failed('b', { error_code: 'X.1' }))?.job_id).toBe('a.1');
});

it('is the first one of equally deep ones', () => {
  expect(causeOf(failed('a'), failed('b'))?.job_id).toBe('a');
  expect(causeOf(failed('a', { error_code: 'X.1' }), failed('b', { error_code: 'X.2' }))?.job_id).toBe('a');
});

it('is the first one with an error code of equally deep ones', () => {
  const withCode = [failed('b', { error_code: 'X.1' }), failed('c', { error_code: 'X.2' })];
  expect(causeOf(failed('a'), ...withCode, failed('d'))?.job_id).toBe('b');
});

it.each([
  ['the reason of ECS among the entities', { entities: { errorcode_message: 'no quota' } }, 'no quota'],
  ['its own reason first', { fail_reason: 'own', entities: { errorcode_message: 'no quota' } }, 'own'],
  ['no reason that is not a text', { entities: { errorcode_message: 5 } }, undefined],
  ['no reason that is empty', { entities: { errorcode_message: '' } }, undefined],
])('has %s', (_, overrides, expected) => {
  expect(causeOf(failed('a', overrides))?.fail_reason).toBe(expected);
});
