import { describe, expect, it } from 'vitest';
import { accountOfRequest } from '../../lib/watch/find-account.ts';
import { pollRehearsal, rehearsalField, rehearsalJobId } from '../../lib/watch/rehearsal.ts';
import { WatchRequest } from '../../lib/workflow/watch-request.ts';

const began = Date.parse('2026-11-24T08:00:00.000Z');
const later = (seconds: number) => ({ beganAt: began, now: began + seconds * 1_000 });
const request = (more: object = {}) =>
  WatchRequest.parse({
    job_id: 'rehearsal-failed-1',
    project_id: 'rehearsal',
    account: 'rehearsal',
    ...more,
  });

describe('the job of a rehearsal', () => {
  it.each([
    ['failed', 0, { status: 'RUNNING' }],
    ['failed', 3.9, { status: 'RUNNING' }],
    ['failed', 4, { status: 'FAIL', error_code: 'SDRS.0406', root_cause: { error_code: 'EVS.2024' } }],
    ['succeeded', 0, { status: 'RUNNING' }],
    ['succeeded', 60, { status: 'SUCCESS', duration_seconds: 4 }],
  ] as const)(
    'that is to end as %s is, after %d seconds, as the job API says it',
    (outcome, seconds, job) => {
      const jobId = rehearsalJobId(outcome, '0123456789abcdef');
      expect(pollRehearsal(jobId, later(seconds))).toMatchObject({
        kind: 'job',
        job: { ...job, job_id: jobId },
      });
    },
  );

  it('comes with advice if it fails', () => {
    const poll = pollRehearsal(rehearsalJobId('failed', 'x'), later(4));
    expect(poll.kind === 'job' && poll.job.advice?.error_code).toBe('SDRS.0406');
  });

  it('succeeds without an error', () => {
    const poll = pollRehearsal(rehearsalJobId('succeeded', 'x'), later(4));
    expect(poll.kind === 'job' && [poll.job.error_code, poll.job.root_cause]).toEqual([undefined, undefined]);
  });

  it('is not there if its id names no outcome', () => {
    expect(pollRehearsal('ff8080826b45d4a5016b5036242c0025', later(0))).toMatchObject({
      kind: 'problem',
      problem: { kind: 'not_found', error_code: 'SDRS.0408' },
    });
  });
});

describe('the account of a rehearsal', () => {
  it.each([
    ['another project', { project_id: '0123456789abcdef' }],
    ['a real region', { region: 'eu-de' }],
  ])('is refused with %s', (_, more) => {
    expect(accountOfRequest(request(more), [])).toEqual({
      kind: 'none',
      why: 'The account "rehearsal" has only the project "rehearsal" and no real region: nothing is asked there.',
    });
  });

  it('is found without any configuration', () => {
    expect(accountOfRequest(request(), [])).toMatchObject({ kind: 'found', account: { cloud: 'rehearsal' } });
  });

  it('alone lets a request name destinations', () => {
    const real = WatchRequest.parse({ job_id: 'ff8080826b45d4a5', project_id: 'a-project', to: ['dr-team'] });
    expect(accountOfRequest(real, [])).toEqual({
      kind: 'none',
      why: 'Only a rehearsal (account "rehearsal") may name destinations with "to".',
    });
  });
});

describe('the mark of a rehearsal', () => {
  it.each([
    ['a rehearsal', request(), { rehearsal: {} }],
    ['one with destinations', request({ to: ['dr-team'] }), { rehearsal: { to: ['dr-team'] } }],
    ['a real request', request({ account: 'otc' }), {}],
    ['no request', undefined, {}],
  ])('of %s', (_, asked, token) => {
    expect(rehearsalField(asked)).toEqual(token);
  });
});
