import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Job } from '../../lib/job/job.ts';
import { pollProblemKinds } from '../../lib/job/poll.ts';
import { readJobAnswer } from '../../lib/job/read-job-answer.ts';
import { anyText, isTakenByQueues, textsIn } from '../support/texts.ts';

const jobId = '0000000062db92d70162db9d200f000a';

describe('any answer', () => {
  const status = fc.oneof(fc.constant(200), fc.integer({ min: 0, max: 700 }));
  const headers = fc.dictionary(
    fc.oneof(fc.constantFrom('retry-after', 'X-Request-Id', '__proto__'), fc.string()),
    fc.string({ unit: 'binary' }),
  );
  const field = fc.oneof(fc.jsonValue(), fc.constantFrom('FAIL', 'RUNNING', 'SDRS.0406', jobId));
  const subJob = fc.record({ status: field, error_code: field, entities: field }, { requiredKeys: [] });
  const answer = fc.record(
    {
      status: field,
      job_id: field,
      job_type: field,
      begin_time: field,
      end_time: field,
      error_code: field,
      fail_reason: field,
      entities: fc.oneof(field, fc.record({ sub_jobs: fc.array(subJob), id: field })),
      error: field,
      sub_jobs: field,
    },
    { requiredKeys: [] },
  );
  const body = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    answer.map((value) => JSON.stringify(value)),
    fc.constantFrom('<html>', '{"status":', '{"__proto__":{"status":"FAIL"}}'),
  );

  it('becomes a valid job or a problem in one sentence, and never throws', () => {
    fc.assert(
      fc.property(status, headers, body, (httpStatus, httpHeaders, text) => {
        const result = readJobAnswer({ status: httpStatus, headers: httpHeaders, body: text, now: 0 }, jobId);
        if (result.kind === 'job') {
          expect(result.job.job_id).toBe(jobId);
          expect(Job.parse(result.job)).toStrictEqual(result.job);
        } else {
          expect(pollProblemKinds).toContain(result.problem.kind);
          expect(result.problem.message).toMatch(/^The API answered \d.*\.$/);
          expect(result.problem.message.length).toBeLessThan(500);
          expect(result.problem.request_id ?? 'x').toMatch(/^[A-Za-z0-9._:-]{1,128}$/);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('an answer with invalid characters', () => {
  const text = fc.oneof(
    anyText(6),
    fc.string({ unit: fc.constantFrom('\ud83d', '\ude00', '\ufffe', '\uffff', 'a', ' '), maxLength: 6 }),
  );
  const fields = {
    status: fc.oneof(fc.constantFrom('FAIL', 'RUNNING'), text),
    job_type: text,
    begin_time: text,
    end_time: text,
    error_code: text,
    fail_reason: text,
    code: text,
    message: text,
    error: fc.record({ code: text, message: text }),
  };
  const entities = fc.object({ key: text, values: [text], maxDepth: 3 });
  const subJob = fc.record({ ...fields, job_id: text, entities }, { requiredKeys: ['status'] });
  const job = fc.record(
    {
      ...fields,
      entities: fc.oneof(
        entities,
        fc.record({ sub_jobs: fc.array(subJob, { maxLength: 3 }), errorcode_message: text }),
      ),
      sub_jobs: fc.array(subJob, { maxLength: 3 }),
    },
    { requiredKeys: ['status'] },
  );
  const httpStatus = fc.constantFrom(200, 200, 200, 401, 404, 500);
  const read = (status: number, body: string) =>
    readJobAnswer({ status, headers: { 'x-request-id': body }, body, now: 0 }, jobId);
  const torn = (value: unknown) => textsIn(value).filter((found) => !isTakenByQueues(found));

  it('becomes a job or a problem with texts that a queue accepts', () => {
    fc.assert(
      fc.property(httpStatus, job, (status, answer) => {
        expect(torn(read(status, JSON.stringify(answer)))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('becomes a problem with texts that a queue accepts if it is not JSON', () => {
    fc.assert(
      fc.property(httpStatus, fc.constantFrom('', '<title>', '{"job_id":"'), text, (status, start, body) => {
        expect(torn(read(status, start + body))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it.each(['\ud83d', '\ude00', '\ufffe', '\uffff'])('keeps everything else of a job (%j)', (half) => {
    const body = JSON.stringify({
      status: `S${half}`,
      job_type: `t${half}`,
      entities: { [`k${half}`]: [`v${half}`] },
    });
    expect(read(200, body)).toMatchObject({
      kind: 'job',
      job: { status: 'S\ufffd', job_type: 't\ufffd', entities: { 'k\ufffd': ['v\ufffd'] } },
    });
  });
});
