import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anAnswer } from '../support/jobs.ts';
import { jsonLines, useSandbox } from '../support/sandbox.ts';
import { type SimulatedCloud, startSimulatedCloud } from '../support/simulated-cloud.ts';

const main = join(import.meta.dirname, '../../lib/cli/main.ts');
const answersFolder = join(import.meta.dirname, '../fixtures/answers');

let cloud: SimulatedCloud;
const sandbox = useSandbox('file');
beforeAll(async () => {
  cloud = await startSimulatedCloud();
});
afterAll(() => cloud.close());

const start = (args: string[], env: Record<string, string> = {}): ChildProcess =>
  spawn(process.execPath, [main, ...args], { cwd: sandbox.cwd, env: { HOME: sandbox.home, ...env } });

async function ended(child: ChildProcess) {
  const [out, err, [code, signal]] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    once(child, 'exit'),
  ]);
  return { out, err, code, signal };
}

describe('jobwatch demo', () => {
  it('ends by itself within 20 seconds and shows four endings, every signature verified', {
    timeout: 20_000,
  }, async () => {
    const { code, out, err } = await ended(start(['demo']));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const ending of [
      'Disable protection succeeded',
      'Create protected instance failed: SDRS.0406',
      'Create protection group succeeded',
      'Create protection group: not finished by the deadline',
    ]) {
      expect(out).toContain(ending);
    }
    expect(out.match(/audit: delivered, its signature verified on receipt/g)).toHaveLength(5);
    for (const kind of ['telegram', 'wecom', 'discord', 'email'])
      expect(out).toContain(`\n  ${kind}\n    │ `);
    expect(out).toMatch(/10 messages delivered, 5 of 5 webhook signatures verified\.\n$/);
  });
});

describe('jobwatch watch', () => {
  it('reports every field of the example answers of the API document, sub-jobs included', async () => {
    const answers = exampleAnswers();
    const server = await serving((jobId) => answers.get(jobId));
    const args = ['watch', ...answers.keys(), '--output', 'json', '--endpoint', urlOf(server)];
    const { code, out, err } = await ended(start(args, cloud.env));
    server.close();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const ends = jsonLines({ out }).filter(({ event }) => event === 'end');
    expect(ends).toHaveLength(2);
    for (const { outcome, job } of ends) {
      expect(outcome).toBe('succeeded');
      const { job_id } = job as { job_id: string };
      expect(job).toMatchObject(asPeopleSeeIt(answers.get(job_id)!));
    }
  });

  it('ends when its output is closed', async () => {
    const closed = Promise.withResolvers<void>();
    let requests = 0;
    const server = await serving(async (jobId) => {
      requests += 1;
      // The first one only asks whether anybody is there.
      if (requests > 1 && jobId === 'job-0001') await closed.promise;
      return anAnswer({ job_id: jobId });
    });
    const args = ['watch', 'job-0001', 'job-0002', '--output', 'json', '--endpoint', urlOf(server)];
    const child = start(args, cloud.env);
    child.stdout!.once('data', () => child.stdout!.destroy()).once('close', closed.resolve);
    const [err, [code]] = await Promise.all([text(child.stderr!), once(child, 'exit')]);
    server.close();
    expect(code).toBe(130);
    expect(err).toContain('watch again with:\n  jobwatch watch job-0001 job-0002 --output json');
    expect(err).not.toContain('EPIPE');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends cleanly on %s', async (signal) => {
    const child = start(['watch', cloud.addJob('never-ends'), ...cloud.flags], cloud.env);
    child.stdout!.once('data', () => child.kill(signal));
    expect(await ended(child)).toMatchObject({ code: 130, signal: null });
  });

  it('ends on SIGINT while somebody types its input', async () => {
    const child = start(['watch', '-', ...cloud.flags], cloud.env);
    // More than the pipe holds: once it is written, the process is reading.
    child.stdin!.write(' '.repeat(1_000_000), () => child.kill('SIGINT'));
    expect(await ended(child)).toEqual({ code: 130, signal: null, out: '', err: '' });
  });

  it('takes the answer of another command', async () => {
    const child = start(['watch', '-', ...cloud.flags, '--output', 'json'], cloud.env);
    child.stdin!.end(JSON.stringify({ job_id: cloud.endedJob('fails-with-code') }));
    const { code, out } = await ended(child);
    expect(code).toBe(1);
    expect(jsonLines({ out }).at(-1)).toMatchObject({ event: 'end', outcome: 'failed' });
  });
});

describe('a process that is used in a wrong way', () => {
  it.each([
    ['an unknown flag', ['watch', 'abcdefgh', '--nonsense']],
    ['nothing that it needs', ['watch', 'abcdefgh']],
    ['a configuration that is not there', ['check', '--config', 'nowhere.yaml']],
  ])('says so without a stack trace: %s', async (_, args) => {
    const { code, out, err } = await ended(start(args));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^jobwatch: /);
    expect(err).not.toMatch(/^ {4}at |Error:|file:\/\//m);
  });
});

interface Answer {
  job_id: string;
  entities: { sub_jobs?: Answer[] };
}

/** The example answers of the API document that are jobs, by their ids. */
function exampleAnswers(): Map<string, Answer> {
  const answers = readdirSync(answersFolder)
    .map((name): Partial<Answer> => JSON.parse(readFileSync(join(answersFolder, name), 'utf8')))
    .filter((answer): answer is Answer => 'job_id' in answer);
  expect(answers).toHaveLength(2);
  return new Map(answers.map((answer) => [answer.job_id, answer]));
}

/** Every field under its own name; null is absent, and sub-jobs have a place of their own. */
function asPeopleSeeIt({ entities: { sub_jobs = [], ...entities }, ...fields }: Answer): object {
  const present = Object.entries(fields).filter(([, value]) => value !== null);
  return { ...Object.fromEntries(present), entities, sub_jobs: sub_jobs.map(asPeopleSeeIt) };
}

async function serving(answerOf: (jobId: string) => unknown): Promise<Server> {
  const server = createServer(async (request, response) => {
    const answer = await answerOf(request.url?.split('/').at(-1) ?? '');
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
