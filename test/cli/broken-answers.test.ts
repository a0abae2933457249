import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anAnswer } from '../support/jobs.ts';
import { jsonLines, useSandbox } from '../support/sandbox.ts';
import { makeSkippingClock } from '../support/skipping-clock.ts';

interface Answer {
  status: number;
  body: string | Buffer;
  headers?: Record<string, string>;
}

const jobId = 'abcdefgh';
let answer: Answer;
let server: Server;
const sandbox = useSandbox('file');
beforeAll(async () => {
  server = createServer((_request, response) =>
    response.writeHead(answer.status, answer.headers).end(answer.body),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
});

const watch = async (given: Answer) => {
  answer = given;
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const args = ['watch', jobId, '--endpoint', endpoint, '--deadline', '1m', '--output', 'json'];
  const env = { OS_TOKEN: 'a token', OS_PROJECT_ID: '0123456789abcdef' };
  return sandbox.run(args, { env, clock: makeSkippingClock() });
};

const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
const job = (overrides: Record<string, unknown>) => JSON.stringify(anAnswer({ job_id: jobId, ...overrides }));

describe('an answer of the API', () => {
  it.each<[string, Answer, number]>([
    ['empty', { status: 200, body: '' }, 4],
    ['a page', { status: 200, body: '<html><title>Login</title></html>' }, 4],
    ['cut JSON', { status: 200, body: job({}).slice(0, 50) }, 4],
    ['another job', { status: 200, body: job({ job_id: 'another-job' }) }, 4],
    ['bytes', { status: 200, body: Buffer.from([0xff, 0xfe, 0x00, 0x80]) }, 4],
    ['JSON without end', { status: 200, body: nested(50_000) }, 4],
    ['longer than may be', { status: 200, body: ' '.repeat(2_000_000) }, 4],
    ['a wrong content type', { status: 200, body: job({}), headers: { 'content-type': 'image/png' } }, 3],
    ['a redirect', { status: 302, body: '', headers: { location: 'http://127.0.0.1:1/' } }, 4],
    ['another success', { status: 204, body: '' }, 4],
    ['a status that nobody knows', { status: 799, body: '{}' }, 4],
    ['throttling for years', { status: 429, body: '{}', headers: { 'retry-after': '99999999999' } }, 4],
    ['a status of another type', { status: 200, body: job({ status: 7 }) }, 4],
    ['fields of other types', { status: 200, body: job({ begin_time: [], entities: 'x' }) }, 3],
    ['a prototype', { status: 200, body: job({ entities: JSON.parse('{"__proto__":{"a":1}}') }) }, 3],
    [
      'thousands of sub-jobs',
      { status: 200, body: job({ entities: { sub_jobs: Array(5_000).fill({}) } }) },
      3,
    ],
    ['a failure without any reason', { status: 200, body: job({ status: 'FAIL' }) }, 1],
    [
      'a success that ended before it began',
      { status: 200, body: job({ status: 'SUCCESS', end_time: '1' }) },
      0,
    ],
  ])('that is %s crashes no watch', async (_, given, code) => {
    const ran = await watch(given);
    expect({ code: ran.code, err: ran.err }).toEqual({ code, err: '' });
    expect(jsonLines(ran).at(-1)).toMatchObject({ event: 'end', job: { job_id: jobId } });
  });

  it('crashes no watch, whatever JSON it holds', { timeout: 30_000 }, async () => {
    const anyField = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom('SUCCESS', 'FAIL', 'RUNNING', ''),
    );
    const anyJob = fc.record(
      {
        job_id: fc.constant(jobId),
        job_type: anyField,
        status: anyField,
        begin_time: anyField,
        end_time: anyField,
        error_code: anyField,
        fail_reason: anyField,
        entities: anyField,
      },
      { requiredKeys: [] },
    );
    const anyBody = fc.oneof(
      anyJob.map((value) => JSON.stringify(value)),
      fc.json(),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(200, 200, 400, 404, 500), anyBody, async (status, body) => {
        const ran = await watch({ status, body });
        expect(ran.err).toBe('');
        expect([0, 1, 3, 4]).toContain(ran.code);
        expect(jsonLines(ran).at(-1)).toMatchObject({ event: 'end' });
        expect(ran.out).not.toContain('"outcome":"lost"');
      }),
      { numRuns: 50 },
    );
  });
});
