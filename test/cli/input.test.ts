import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jobIdsOfInput } from '../../lib/cli/plan/read-job-ids.ts';
import { jsonLines, useSandbox } from '../support/sandbox.ts';
import { type SimulatedCloud, startSimulatedCloud } from '../support/simulated-cloud.ts';

describe('what stands on standard input', () => {
  it.each<[string, string, string[]]>([
    ['one answer', '{"job_id": "job-0001"}', ['job-0001']],
    ['one answer over several lines', '{\n  "job_id": "job-0001"\n}\n', ['job-0001']],
    ['an answer with more in it', '{"job_id":"job-0001","status":"INIT","x":null}', ['job-0001']],
    ['a list', '[{"job_id":"job-0001"},{"job_id":"job-0002"}]', ['job-0001', 'job-0002']],
    ['one after a byte order mark', '\uFEFF{"job_id":"job-0001"}', ['job-0001']],
    ['one a line', '{"job_id":"job-0001"}\n\n{"job_id":"job-0002"}\r\n', ['job-0001', 'job-0002']],
  ])('is read as %s', (_, text, jobIds) => {
    expect(jobIdsOfInput(text)).toEqual(jobIds);
  });

  it.each([
    ['nothing', '', 'standard input: expected an API answer such as {"job_id": "…"}, found nothing'],
    ['blank lines', ' \n\n', 'standard input: expected an API answer such as {"job_id": "…"}, found nothing'],
    ['an empty list', '[]', 'standard input: expected an API answer such as {"job_id": "…"}, found nothing'],
    ['another object', '{"foo":1}', 'standard input: expected {"job_id": "…"}, found {"foo":1}'],
    ['a number', '17', 'standard input: expected {"job_id": "…"}, found 17'],
    ['null', 'null', 'standard input: expected {"job_id": "…"}, found null'],
    [
      'an id that is no text',
      '{"job_id":17}',
      'standard input: expected {"job_id": "…"}, found {"job_id":17}',
    ],
    ['cut JSON', '{"job_id":"job-00', 'standard input: expected {"job_id": "…"}, found {"job_id":"job-00'],
    [
      'nested without end',
      `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
      'standard input: expected {"job_id": "…"}, found [[[[',
    ],
    [
      'an error of the service',
      '{"itemNotFound":{"code":"SDRS.1013","message":"No such group"}}',
      'standard input: expected {"job_id": "…"}, found an error of the API (SDRS.1013: No such group).',
    ],
    [
      'an error of the gateway',
      '{"error_msg":"Throttled","error_code":"APIGW.0308"}',
      'standard input: expected {"job_id": "…"}, found an error of the API (APIGW.0308: Throttled).',
    ],
    [
      'a page of a proxy',
      '<html><head><title>502 Bad Gateway</title></head></html>',
      'standard input: expected {"job_id": "…"}, found an error of the API (502 Bad Gateway).',
    ],
    [
      'an answer and an error after it',
      '{"job_id":"job-0001"}\n{"error":{"code":"SDRS.0005","message":"No"}}',
      'standard input: expected {"job_id": "…"}, found an error of the API (SDRS.0005: No).',
    ],
  ])('is refused with one sentence when it is %s', (_, text, message) => {
    expect(() => jobIdsOfInput(text)).toThrow(message);
  });

  it('steers no terminal when it is refused', () => {
    expect(() => jobIdsOfInput('["\u001b[2J\u009b31m"]')).toThrow(/^[^\p{Cc}]+$/u);
    expect(() => jobIdsOfInput('{"a\u009b31m":1}')).toThrow(/^[^\p{Cc}]+$/u);
  });
});

describe('jobwatch watch -', () => {
  let cloud: SimulatedCloud;
  const sandbox = useSandbox();
  beforeEach(async () => {
    cloud = await startSimulatedCloud();
  });
  afterEach(() => cloud.close());

  const watch = (jobIds: string[], input: string) =>
    sandbox.run(['watch', ...jobIds, ...cloud.flags, '--output', 'json'], { env: cloud.env, input });

  it('watches the jobs of standard input beside those of the command line', async () => {
    const jobIds = [
      cloud.endedJob('succeeds'),
      cloud.endedJob('succeeds'),
      cloud.endedJob('fails-with-code'),
    ];
    const input = jobIds
      .slice(1)
      .map((job_id) => JSON.stringify({ job_id }))
      .join('\n');
    const ran = await watch([jobIds[0]!, '-'], input);
    const ends = jsonLines(ran).filter(({ event }) => event === 'end');
    expect(ends).toHaveLength(3);
    expect(ran.code).toBe(1);
  });

  it.each([
    ['{"job_id":"../../x"}', 'JOB_ID: expected 8 to 64 letters, digits, "_" or "-", found "../../x"'],
    ['{"job_id":""}', 'JOB_ID: expected 8 to 64 letters, digits, "_" or "-", found ""'],
    ['', 'standard input: expected an API answer'],
  ])('is wrong usage when it reads %j', async (input, message) => {
    const { code, err, out } = await watch(['-'], input);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^jobwatch: .+\n$/);
    expect(err).toContain(message);
  });
});
