import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readListQuestion } from '../lib/api/questions.ts';
import { readJson } from '../lib/api/read-json.ts';
import { viewOfExecution } from '../lib/aws/execution-view.ts';
import { openDestination } from '../lib/channels/registry.ts';
import { kinds, sampleOf } from '../lib/channels/samples.ts';
import { readAuthUrl } from '../lib/cli/account/auth-url.ts';
import { jobIdsOfInput } from '../lib/cli/commands/job-ids-of-input.ts';
import { UsageError } from '../lib/cli/usage-error.ts';
import { requestToken } from '../lib/cloud/request-token.ts';
import { readConfiguration } from '../lib/config/read-configuration.ts';
import { placeOfTopic } from '../lib/cts/topic-urn.ts';
import { readCloud } from '../lib/desk/clouds-yaml.ts';
import { readDeadLetters } from '../lib/desk/dead-letters.ts';
import { readErrorBody } from '../lib/job/error-body.ts';
import { instantOf } from '../lib/job/job-time.ts';
import { parseJson } from '../lib/job/json-value.ts';
import { readJobAnswer } from '../lib/job/read-job-answer.ts';
import { retryAfterSeconds } from '../lib/job/retry-after.ts';
import { HttpRequestEvent } from '../lib/lambda/http-entrance.ts';
import { watchIdOf } from '../lib/lambda/log.ts';
import { LostWatchEvent } from '../lib/lambda/lost-watch-entrance.ts';
import { QueueMessages } from '../lib/lambda/queue-entrance.ts';
import { Notice } from '../lib/notice/notice.ts';
import { durationSeconds } from '../lib/polling/duration.ts';
import { WrongConfiguration } from '../lib/watch/errors.ts';
import { Secret, SecretRef } from '../lib/watch/secret.ts';
import { readWatchRequest } from '../lib/watch/start-watches.ts';
import { anyInput, hostileInputs } from './support/hostile-inputs.ts';
import { anAccount } from './support/watches.ts';

const now = Date.parse('2026-11-24T08:00:00.000Z');
const account = anAccount();
const jobId = 'ff8080826b45d4a5016b5036242c0025';
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hostile-'));
});
afterAll(() => rm(folder, { recursive: true }));

const arn = 'arn:aws:states:eu-central-1:123456789012:execution:watch-job:sdrs-1';
const execution = {
  ...{ executionArn: arn, stateMachineArn: arn, name: 'sdrs-1', status: 'FAILED' as const },
  startDate: new Date(now),
};

/** A reader of what comes from outside, the only errors that it may throw, and names that its input has. */
interface Reader {
  read: (text: string) => unknown;
  throws?: new (message: string) => Error;
  names?: readonly string[];
}

const channels = kinds.flatMap((kind) => {
  const sample = sampleOf(kind);
  return sample === undefined ? [] : [openDestination(sample)];
});

const readers: Record<string, Reader> = {
  'an answer of the job API': {
    read: (body) => readJobAnswer({ status: 200, headers: {}, body, now }, jobId),
    names: ['job_id', 'status', 'entities', 'sub_jobs', 'error_code', 'fail_reason', 'begin_time'],
  },
  'an error of the job API': {
    read: (body) => readJobAnswer({ status: 403, headers: { 'retry-after': body }, body, now }, jobId),
    names: ['error_code', 'error_msg', 'error', 'message', 'code'],
  },
  'an error body': { read: readErrorBody, names: ['error', 'message'] },
  'an answer of IAM': {
    read: (body) =>
      requestToken(
        {
          send: async () => ({ kind: 'answer', status: 201, headers: { 'x-subject-token': 't' }, body }),
          resolveSecret: async () => new Secret('a secret'),
          ...{ now: () => now, userAgent: 'test' },
        },
        {
          account,
          credentials: {
            kind: 'password',
            username: SecretRef.parse('env:A'),
            password: SecretRef.parse('env:B'),
            user_domain: SecretRef.parse('env:C'),
          },
          project: { id: 'a-project' },
        },
      ),
    names: ['token', 'expires_at', 'project'],
  },
  'the answers of every channel': {
    read: (body) =>
      [200, 400, 429, 503].flatMap((status) =>
        channels.map(({ classify }) => classify({ kind: 'answer', status, headers: {}, body }, now)),
      ),
    names: ['ok', 'error', 'errcode', 'errmsg', 'code', 'msg', 'retry_after', 'parameters', 'message'],
  },
  'Retry-After': { read: (text) => retryAfterSeconds(text, now) },
  'a time': { read: instantOf },
  'a duration': { read: durationSeconds },
  OS_AUTH_URL: { read: readAuthUrl },
  'the URN of a topic': { read: placeOfTopic },
  'a configuration': {
    read: (text) => readConfiguration(text, 'jobwatch.yaml'),
    throws: WrongConfiguration,
    names: ['accounts', 'destinations', 'routes', 'polling', 'api', 'backstop'],
  },
  'clouds.yaml': {
    read: (text) => readCloud(text, 'mine', 'clouds.yaml'),
    throws: WrongConfiguration,
    names: ['clouds', 'mine', 'auth'],
  },
  'standard input of watch': { read: jobIdsOfInput, throws: UsageError },
  'a message of the queue': {
    read: (text) => readWatchRequest(text, [account]),
    names: ['job_id', 'project_id', 'labels', 'detail', 'detail-type', 'source', 'Message', 'cts'],
  },
  'a body of the HTTP API': { read: (text) => readJson(Buffer.from(text), 'application/json') },
  'a query of the HTTP API': {
    read: (text) => readListQuestion({ since: text, page: text, status: text }, now),
  },
  'an event of the queue': { read: (text) => QueueMessages.safeParse(parseJson(text)), names: ['Records'] },
  'an event of a lost watch': {
    read: (text) => LostWatchEvent.safeParse(parseJson(text)),
    names: ['detail'],
  },
  'an event of the HTTP API': {
    read: (text) => HttpRequestEvent.safeParse(parseJson(text)),
    names: ['headers', 'body', 'isBase64Encoded'],
  },
  'the watch of any event': {
    read: (text) => watchIdOf(parseJson(text)),
    names: ['watch', 'notice', 'detail'],
  },
  'a notice': { read: (text) => Notice.safeParse(parseJson(text)).success, names: ['id', 'job', 'watch'] },
  'an execution': {
    read: (text) =>
      viewOfExecution({ ...execution, input: text, cause: text, error: text }, [
        {
          ...{ id: 1, type: 'WaitStateEntered', timestamp: new Date(now) },
          stateEnteredEventDetails: { name: 'WaitForNextLook', input: text },
        },
      ]),
  },
  'a dead letter': {
    read: async (text) => {
      await writeFile(join(folder, 'letter.json'), text);
      return readDeadLetters(folder);
    },
  },
};

/** Reads, and lets nothing through but what the reader documents. */
async function readFreely({ read, throws }: Reader, text: string): Promise<void> {
  try {
    const told = JSON.stringify(await read(text)) ?? '';
    expect(told.length).toBeLessThan(16 * text.length + 200_000);
  } catch (error) {
    if (throws === undefined || !(error instanceof throws)) throw error;
    expect(error.message.length).toBeLessThan(200_000);
  }
}

const untouched = Object.getOwnPropertyNames(Object.prototype);

describe.each(Object.entries(readers))('%s', (_name, reader) => {
  it.each(hostileInputs)('may be %s', async (_what, text) => {
    await readFreely(reader, text);
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(untouched);
  });

  it('may be anything', async () => {
    await fc.assert(
      fc.asyncProperty(anyInput(reader.names), (text) => readFreely(reader, text)),
      { numRuns: 60 },
    );
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(untouched);
  });
});
