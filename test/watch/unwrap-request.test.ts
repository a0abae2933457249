import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readWatchRequest } from '../../lib/watch/start-watches.ts';
import { unwrapRequest } from '../../lib/watch/unwrap-request.ts';
import { anAccount } from '../support/watches.ts';

const account = anAccount();
const request = { job_id: 'ff80808288a1c57d0188a1dd0a0f0012', project_id: account.project_id };
const bySns = (message: unknown) => ({
  Type: 'Notification',
  MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
  TopicArn: 'arn:aws:sns:eu-central-1:123456789012:jobs',
  Message: JSON.stringify(message),
  Timestamp: '2026-03-01T12:00:00.000Z',
});
const traced = (response: unknown, more: object = {}) => ({
  cts: { trace_name: 'stopProtectionGroup', trace_status: 'normal', response, ...more },
  project_id: account.project_id,
});
const byEventBridge = (detail: unknown) => ({
  version: '0',
  id: '12345678-1234-1234-1234-123456789012',
  'detail-type': 'SDRS Job Created',
  source: 'my.pipeline',
  account: '123456789012',
  detail,
});

describe('a request in the queue', () => {
  it.each([
    ['as it is', request],
    ['in a notification of SNS', bySns(request)],
    ['in an event of EventBridge', byEventBridge(request)],
    ['in an event that SNS delivers', bySns(byEventBridge(request))],
    ['in a trace of FunctionGraph', traced({ job_id: request.job_id })],
    ['in a trace whose response is a text', traced(JSON.stringify({ job_id: request.job_id }))],
    ['in a trace that names its service', traced({ job_id: request.job_id }, { service_type: 'BRS' })],
    ['in a trace that SNS delivers', bySns(traced({ job_id: request.job_id }))],
  ])('is read %s, and is the same watch', (_how, message) => {
    const read = readWatchRequest(JSON.stringify(message), [account]);
    expect(read).toMatchObject({ kind: 'watch', watch: { request } });
    expect(read).toEqual(readWatchRequest(JSON.stringify(request), [account]));
  });

  it.each([
    ['an id', { job_id: 'short' }, {}, 'job_id'],
    ['a job', '', {}, 'job_id'],
    ['a service with such jobs', { job_id: request.job_id }, { service_type: 'OBS' }, 'service'],
  ])('in a trace without %s is none, and says so', (...[, response, more, path]) => {
    expect(readWatchRequest(JSON.stringify(traced(response, more)), [account])).toMatchObject({
      kind: 'none',
      why: expect.stringContaining(`Not a watch request: ${path}: `),
    });
  });

  it.each([
    ['SNS', bySns],
    ['EventBridge', byEventBridge],
  ])('in more envelopes of %s than anybody uses is none', (_by, wrap) => {
    const read = (message: unknown) => readWatchRequest(JSON.stringify(message), [account]).kind;
    expect(read(wrap(wrap(wrap(request))))).toBe('watch');
    expect(read(wrap(wrap(wrap(wrap(request)))))).toBe('none');
  });

  it('that is no JSON inside says so of the request, not of the envelope', () => {
    const read = readWatchRequest(JSON.stringify({ ...bySns(0), Message: 'hello' }), [account]);
    expect(read).toMatchObject({ kind: 'none', why: expect.stringContaining('Not a watch request') });
  });

  it('is never lost by a throw, whatever comes', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const value: unknown = JSON.parse(text);
        unwrapRequest(value);
        readWatchRequest(text, [account]);
        readWatchRequest(JSON.stringify({ cts: { response: value, service_type: value } }), [account]);
      }),
    );
  });
});
