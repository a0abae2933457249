import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Job } from '../../lib/job/job.ts';
import { JobAnswer, toJob } from '../../lib/job/job-answer.ts';
import { aJob, anAnswer } from '../support/jobs.ts';

const askedId = 'asked-for-1';
const read = (answer: unknown): Job => toJob(JobAnswer.parse(answer), askedId);
const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../fixtures/answers/${name}`, import.meta.url), 'utf8'));

/** Returns nested sub-jobs with this number of levels. */
const nested = (levels: number): Record<string, unknown> =>
  levels === 0
    ? { job_id: 'leaf' }
    : { job_id: `level-${levels}`, entities: { sub_jobs: [nested(levels - 1)] } };

describe('the examples of the API document', () => {
  it('give every field of a job without sub-jobs', () => {
    expect(read(fixture('create-protection-group.success.json'))).toStrictEqual(aJob());
  });

  it('give every field of a job with sub-jobs and of its sub-jobs', () => {
    const subJob = {
      job_type: 'stopProtectionGroupRepNoCG',
      status: 'SUCCESS',
      entities: { server_group_id: '1fd6903c-48f9-4772-8974-112dfbd74427' },
      label: 'Stop replication of protection group',
      sub_jobs: [],
    };
    expect(read(fixture('stop-protection-group.success.json'))).toStrictEqual({
      job_id: 'ff8080826b45d4a5016b5036242c0025',
      job_type: 'stopProtectionGroupNoCG',
      status: 'SUCCESS',
      begin_time: '2019-06-13T09:40:53.930Z',
      end_time: '2019-06-13T09:41:01.946Z',
      entities: {},
      label: 'Disable protection',
      duration_seconds: 8.016,
      sub_jobs: [
        {
          ...subJob,
          job_id: 'ff8080826b45d4a5016b50362868002a',
          begin_time: '2019-06-13T09:40:55.015Z',
          end_time: '2019-06-13T09:40:58.951Z',
          duration_seconds: 3.936,
        },
        {
          ...subJob,
          job_id: 'ff8080826b45d4a5016b50362870002b',
          begin_time: '2019-06-13T09:40:55.022Z',
          end_time: '2019-06-13T09:40:58.952Z',
          duration_seconds: 3.93,
        },
      ],
    });
  });

  it('give no job for the error body', () => {
    expect(JobAnswer.safeParse(fixture('error-body.json')).success).toBe(false);
  });
});

describe('what makes an answer a job', () => {
  it.each([
    ['a documented status', 'RUNNING', 'RUNNING'],
    ['blanks around it', ' FAIL\n', 'FAIL'],
    ['a documented status in lower case', 'success', 'SUCCESS'],
    ['an unknown status, which is kept as it is', 'Waiting_4', 'Waiting_4'],
    ['a status that only looks like a documented one', 'failed', 'failed'],
  ])('is its status: %s', (_, status, expected) => {
    expect(read({ status })).toStrictEqual({
      job_id: askedId,
      status: expected,
      entities: {},
      label: 'Job',
      sub_jobs: [],
    });
  });

  it.each([[undefined], [null], [''], ['  '], [1], [true], [{}], [['FAIL']]])(
    'is not a status of %j',
    (status) => {
      expect(JobAnswer.safeParse(anAnswer({ status })).success).toBe(false);
    },
  );

  it.each([[null], [[]], ['RUNNING'], [4], [undefined]])('is not %j', (answer) => {
    expect(JobAnswer.safeParse(answer).success).toBe(false);
  });
});

describe('odd side fields', () => {
  const fields = ['job_type', 'begin_time', 'end_time', 'error_code', 'fail_reason'] as const;

  it.each(
    fields.flatMap((field) => [null, '', ' \t', {}, [], true, undefined].map((odd) => [field, odd] as const)),
  )('%s is absent when it is %j', (field, odd) => {
    const job = read(anAnswer({ [field]: odd }));
    expect(Object.keys(job)).not.toContain(field);
    expect(job.status).toBe('RUNNING');
  });

  it.each(fields.map((field) => [field] as const))('%s becomes a text when it is a number', (field) => {
    expect(read(anAnswer({ [field]: 401 }))[field]).toBe('401');
  });

  it.each(fields.map((field) => [field] as const))('%s is kept as it is when it is a text', (field) => {
    expect(read(anAnswer({ [field]: ' EVS.2024 ' }))[field]).toBe(' EVS.2024 ');
  });

  it.each([[null], [''], [undefined], [{}]])('takes the job asked for when job_id is %j', (job_id) => {
    expect(read(anAnswer({ job_id })).job_id).toBe(askedId);
  });

  it.each([[null], ['x'], [[1]], [7], [undefined]])('has no entities when they are %j', (entities) => {
    expect(read(anAnswer({ entities }))).toMatchObject({ status: 'RUNNING', entities: {}, sub_jobs: [] });
  });

  it('leaves out fields that the API does not document', () => {
    expect(read({ status: 'INIT', project_id: 'p', root_cause: 'x', sub_jobs_omitted: 9 })).toStrictEqual({
      job_id: askedId,
      status: 'INIT',
      entities: {},
      label: 'Job',
      sub_jobs: [],
    });
  });

  it('has no duration when the end comes before the begin', () => {
    const job = read(
      anAnswer({ begin_time: '2019-01-01T00:00:01.000Z', end_time: '2019-01-01T00:00:00.000Z' }),
    );
    expect(job).not.toHaveProperty('duration_seconds');
  });
});

it.each([
  anAnswer(),
  anAnswer({ status: 'FAIL', error_code: 'SDRS.1013', sub_jobs: [{ status: 'FAIL' }] }),
  { status: 'x', ...nested(12) },
])('a job of an answer is a job of the contract: %#', (answer) => {
  const job = read(answer);
  expect(Job.parse(job)).toStrictEqual(job);
});
