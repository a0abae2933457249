import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { PollProblemKind } from '../../lib/job/poll.ts';
import { readJobAnswer } from '../../lib/job/read-job-answer.ts';
import { aJob, anAnswer } from '../support/jobs.ts';

const jobId = '0000000062db92d70162db9d200f000a';
const poll = (status: number, body: string, headers: Record<string, string> = {}) =>
  readJobAnswer({ status, body, headers, now: 0 }, jobId);
const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/answers/${name}`, import.meta.url), 'utf8');

describe('an answer longer than the limit', () => {
  const cut = (status: number, body: string) =>
    readJobAnswer({ status, body, headers: {}, cutAt: 1_048_576, now: 0 }, jobId);
  const tooLong = 'with more than 1,048,576 bytes, which were not read.';

  it.each([
    ['of spaces', 200, ' '.repeat(99), `The API answered 200 OK ${tooLong}`],
    ['of JSON', 200, '{"job_id":"', `The API answered 200 OK ${tooLong}`],
    ['that is the job', 200, JSON.stringify(anAnswer()), `The API answered 200 OK ${tooLong}`],
    ['of JSON of an error', 503, '{"error_msg":"', `The API answered 503 Service Unavailable ${tooLong}`],
    [
      'of a page',
      503,
      '<title>Busy',
      'The API answered 503 Service Unavailable with a page instead of JSON: Busy.',
    ],
  ])('%s is reported as too long', (...[, status, body, message]) => {
    expect(cut(status, body)).toMatchObject({ kind: 'problem', problem: { message } });
  });
});

describe('an answer with the job', () => {
  it('is the job', () => {
    expect(poll(200, fixture('create-protection-group.success.json'))).toStrictEqual({
      kind: 'job',
      job: aJob(),
    });
  });

  it.each([200, 201, 202, 299])('is the job with status %d', (status) => {
    expect(poll(status, JSON.stringify(anAnswer())).kind).toBe('job');
  });

  it.each([199, 300, 404, 500])('is no job with status %d', (status) => {
    expect(poll(status, JSON.stringify(anAnswer())).kind).toBe('problem');
  });

  it('is the job when it names none and has the type of one', () => {
    expect(poll(200, '\uFEFF{"job_type":"addNicNew","status":"FAIL"}')).toStrictEqual({
      kind: 'job',
      job: {
        job_id: jobId,
        job_type: 'addNicNew',
        status: 'FAIL',
        entities: {},
        label: 'Add NIC',
        sub_jobs: [],
      },
    });
  });

  it.each(['{"status":"success","data":{"user":1}}', '{"status":"fail"}', '{"status":"SUCCESS","code":200}'])(
    'is not a job if a gateway or a portal sends its own status: %s',
    (body) => {
      expect(poll(200, body)).toMatchObject({ kind: 'problem', problem: { kind: 'not_a_job' } });
    },
  );

  it('is a problem when it names another job', () => {
    expect(poll(200, '{"status":"FAIL","job_id":"another\\n1"}')).toStrictEqual({
      kind: 'problem',
      problem: {
        kind: 'not_a_job',
        message: `The API answered 200 OK with another job, another 1, instead of ${jobId}.`,
        status: 200,
      },
    });
  });
});

const kindsByStatus: Record<number, PollProblemKind> = {
  401: 'denied',
  403: 'denied',
  404: 'not_found',
  408: 'server',
  409: 'server',
  425: 'server',
  429: 'throttled',
  501: 'refused',
};
const kindOf = (status: number): PollProblemKind => {
  if (status < 400 || status > 599) return 'not_a_job';
  return kindsByStatus[status] ?? (status < 500 ? 'refused' : 'server');
};

describe('the class of an answer without the job', () => {
  it.each(Array.from({ length: 500 }, (_, i) => [i + 100, kindOf(i + 100)] as const))(
    'with status %d is %s',
    (status, kind) => {
      expect(poll(status, '')).toMatchObject({ kind: 'problem', problem: { kind, status } });
    },
  );

  it.each([0, -1, 99, 600, 999, Number.NaN])('with status %d, which is none, is not_a_job', (status) => {
    expect(poll(status, '{}')).toMatchObject({ problem: { kind: 'not_a_job' } });
  });

  it.each([
    [400, 'not_found'],
    [410, 'not_found'],
    [500, 'not_found'],
    [404, 'not_found'],
    [401, 'denied'],
    [429, 'throttled'],
    [200, 'not_a_job'],
  ])('with status %d and the code of a null job is %s', (status, kind) => {
    const body = '{"error":{"code":"SDRS.0408","message":"Null job"}}';
    expect(poll(status, body)).toMatchObject({ problem: { kind, error_code: 'SDRS.0408' } });
  });

  it('does not follow other codes', () => {
    expect(poll(400, '{"error":{"code":"SDRS.0407"}}')).toMatchObject({ problem: { kind: 'refused' } });
  });
});

describe('the sentence about an answer without the job', () => {
  it.each([
    [400, '{"e":{"code":"SDRS.1","message":"Bad."}}', '400 Bad Request: Bad (SDRS.1).'],
    [400, '{"code":"SDRS.1"}', '400 Bad Request: (SDRS.1).'],
    [403, '{"message":"No"}', '403 Forbidden: No.'],
    [404, '{}', '404 Not Found.'],
    [418, '[]', '418.'],
    [200, fixture('error-body.json'), '200 OK with JSON that is no job: XXXX (XXX).'],
    [200, '[]', '200 OK with JSON that is no job.'],
    [200, '{"status":"RUN', '200 OK with broken JSON.'],
    [204, '', '204 with an empty body.'],
    [302, ' ', '302 with an empty body.'],
    [502, '<html><title>502 Bad Gateway</title></html>', '502 Bad Gateway with a page instead of JSON.'],
    [
      502,
      '<title>Maintenance until 6.</title>',
      '502 Bad Gateway with a page instead of JSON: Maintenance until 6.',
    ],
    [400, '{"message":"No route to sdrs.example."}', '400 Bad Request: No route to sdrs.example.'],
    [503, '<br>', '503 Service Unavailable with a page instead of JSON.'],
    [504, 'no upstream', '504 Gateway Timeout with text instead of JSON: no upstream.'],
    [401, '', '401 Unauthorized with an empty body.'],
    [405, '{}', '405 Method Not Allowed.'],
    [406, '{}', '406 Not Acceptable.'],
    [407, '{}', '407 Proxy Authentication Required.'],
    [408, '{}', '408 Request Timeout.'],
    [409, '{}', '409 Conflict.'],
    [429, '{}', '429 Too Many Requests.'],
    [500, '{}', '500 Internal Server Error.'],
    [501, '{}', '501 Not Implemented.'],
  ])('with status %d and the body %j', (status, body, sentence) => {
    expect(poll(status, body)).toMatchObject({ problem: { message: `The API answered ${sentence}` } });
  });
});

describe('the other fields of a problem', () => {
  it('are the code of the body, the wait and the id of the request', () => {
    const headers = { 'Retry-After': '30', 'X-Request-Id': 'req-1_a:b.c' };
    expect(poll(429, '{"error_msg":"slow down","error_code":"APIGW.0308"}', headers)).toStrictEqual({
      kind: 'problem',
      problem: {
        kind: 'throttled',
        message: 'The API answered 429 Too Many Requests: slow down (APIGW.0308).',
        status: 429,
        error_code: 'APIGW.0308',
        retry_after_seconds: 30,
        request_id: 'req-1_a:b.c',
      },
    });
  });

  it.each([
    [200, '{}'],
    [200, '{"status":"FAIL","job_id":"another-1"}'],
    [302, ''],
    [404, '{}'],
    [503, '{}'],
  ])('is the wait with status %d and the body %s', (status, body) => {
    expect(poll(status, body, { 'retry-after': '7' })).toMatchObject({ problem: { retry_after_seconds: 7 } });
  });

  it('counts the wait from the arrival of the answer', () => {
    const headers = { 'retry-after': 'Sun, 06 Nov 1994 08:49:37 GMT' };
    const now = Date.UTC(1994, 10, 6, 8, 49, 7);
    expect(readJobAnswer({ status: 503, headers, body: '', now }, jobId)).toMatchObject({
      problem: { retry_after_seconds: 30 },
    });
  });

  it.each([
    ['<script>\n"id 1"', 'scriptid1'],
    ['a'.repeat(500), 'a'.repeat(128)],
  ])('is an id of safe characters: %j', (header, request_id) => {
    expect(poll(404, '', { 'x-request-id': header })).toMatchObject({ problem: { request_id } });
  });

  it.each([[''], ['<>'], [' ']])('is no id of %j', (header) => {
    expect(poll(404, '{}', { 'x-request-id': header })).toStrictEqual({
      kind: 'problem',
      problem: { kind: 'not_found', message: 'The API answered 404 Not Found.', status: 404 },
    });
  });
});
