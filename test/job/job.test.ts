import { describe, expect, it } from 'vitest';
import { hasEnded, isKnownStatus, Job, unseenJob } from '../../lib/job/job.ts';

describe('a status', () => {
  it.each([
    ['INIT', { known: true, ended: false }],
    ['RUNNING', { known: true, ended: false }],
    ['SUCCESS', { known: true, ended: true }],
    ['FAIL', { known: true, ended: true }],
    ['FAILED', { known: false, ended: false }],
    ['success', { known: false, ended: false }],
    ['', { known: false, ended: false }],
  ])('%j is %j', (status, expected) => {
    expect({ known: isKnownStatus(status), ended: hasEnded({ status }) }).toEqual(expected);
  });

  it('that is absent has not ended', () => {
    expect(hasEnded({})).toBe(false);
  });
});

it('gives a job that no poll has seen only its id', () => {
  const job = unseenJob('ff8080826b45d4a5016b5036242c0025');
  expect(Job.parse(job)).toEqual({
    job_id: 'ff8080826b45d4a5016b5036242c0025',
    label: 'Job',
    entities: {},
    sub_jobs: [],
  });
});
