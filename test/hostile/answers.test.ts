import { describe, expect, it } from 'vitest';
import { openDestination } from '../../lib/channels/channels.ts';
import { kinds } from '../../lib/channels/destination.ts';
import { sampleOf } from '../../lib/channels/samples.ts';
import { makeTokenSource } from '../../lib/cloud/iam-token.ts';
import { makeListFailedJobs } from '../../lib/cloud/list-failed-jobs.ts';
import { readErrorBody } from '../../lib/job/error-body.ts';
import { fitJob } from '../../lib/job/fit-job.ts';
import { Job } from '../../lib/job/job.ts';
import { labelOf } from '../../lib/job/labels.ts';
import { readJobAnswer } from '../../lib/job/read-job-answer.ts';
import type { SendHttp } from '../../lib/watch/ports/send-http.ts';
import { accountOf, resolveSecret } from '../cloud/accounts.ts';
import { anEntry } from '../cloud/failed-lists.ts';
import { tokenAnswer } from '../cloud/pretend-cloud.ts';
import { anAnswer } from '../support/jobs.ts';
import { itWithstands } from '../support/withstand.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const jobId = '0000000062db92d70162db9d200f000a';
/** The most that is read of an answer of a cloud, and of a channel. */
const cloudBytes = 1_048_576;
const channelBytes = 65_536;

/** A network that answers every request alike. */
const answering =
  (status: number, body: string, headers: Record<string, string> = {}): SendHttp =>
  async () => ({ kind: 'answer', status, headers, body });

describe('what the job API answers', () => {
  itWithstands({
    name: 'a job',
    example: anAnswer(),
    read: (body) => {
      const poll = readJobAnswer({ status: 200, headers: {}, body, now }, jobId);
      if (poll.kind === 'problem') return poll;
      const fitted = fitJob(poll.job, 16_384);
      expect(Job.parse(fitted)).toEqual(fitted);
      return fitted;
    },
    grows: 0,
  });

  itWithstands({
    name: 'an error',
    example: { error: { code: 'SDRS.1013', message: 'No such group.' }, error_code: 'APIGW.0301' },
    read: (body) => [
      readErrorBody(body),
      readJobAnswer(
        { status: 500, headers: { 'retry-after': body, 'x-request-id': body }, body, now },
        jobId,
      ),
    ],
    grows: 0,
  });

  itWithstands({
    name: 'a type of job',
    example: { job_type: 'createProtectionGroupNoCG' },
    read: labelOf,
    grows: 0,
  });

  const list = (failures: string, groups: string) =>
    makeListFailedJobs({
      send: async (request) =>
        answering(200, request.url.reveal().includes('/server-groups') ? groups : failures)(request),
      resolveSecret,
      now: () => now,
    })(accountOf('token'));

  itWithstands({
    name: 'a list of failed tasks',
    example: { count: 1, failure_jobs: [anEntry()] },
    read: (body) => list(body.slice(0, cloudBytes), '{"server_groups":[]}'),
  });

  itWithstands({
    name: 'a list of groups',
    example: { count: 1, server_groups: [{ id: '17984002-ad8a-438b-8ba6-b850224634c5' }] },
    read: (body) => list('{"failure_jobs":[]}', body.slice(0, cloudBytes)),
  });
});

describe('what IAM answers', () => {
  const account = accountOf('password');
  itWithstands({
    name: 'a token',
    example: JSON.parse(JSON.stringify(tokenAnswer('t', now).body)),
    read: (body) => {
      if (account.credentials.kind !== 'password') throw new TypeError('the account has no password');
      const send = answering(201, body, { 'x-subject-token': body });
      const tokens = makeTokenSource({ send, resolveSecret, now: () => now, userAgent: 'watcher/1' });
      return tokens.get(account, account.credentials);
    },
    grows: 0,
  });
});

/** One of each answer that some kind reads something in. */
const anyVendors = {
  ok: false,
  error: 'ratelimited',
  success: false,
  errcode: 45009,
  code: 11232,
  StatusCode: 0,
  wait: 1,
  id: '1234567890123456789',
  event: 'message',
  name: 'spaces/a',
  channel: 'C1',
  ts: '1.2',
  retry_after: 1,
  error_code: 429,
  description: 'chat not found',
  parameters: { retry_after: 3, migrate_to_chat_id: -1 },
  result: { message_id: 1 },
  MessageId: 'a',
  FailedEntryCount: 0,
  Entries: [{ EventId: 'e' }],
  __type: 'com.amazonaws#Throttling:http://x',
};
const answerKinds = ['delivered', 'throttled', 'try_again', 'message_gone', 'gone', 'refused'];

describe('what channels answer', () => {
  const channels = kinds.flatMap((kind) => sampleOf(kind) ?? []).map((one) => openDestination(one));

  itWithstands({
    name: 'judged by every kind',
    example: anyVendors,
    read: (text) => {
      const body = text.slice(0, channelBytes);
      const headers = { 'retry-after': body, 'x-amzn-errortype': body };
      const answers = channels.flatMap(({ readAnswer }) =>
        [200, 400, 429, 503].flatMap((status) => [
          readAnswer({ kind: 'answer', status, headers: {}, body }, now),
          readAnswer({ kind: 'answer', status, headers, body }, now),
        ]),
      );
      for (const answer of answers) {
        expect(answerKinds).toContain(answer.kind);
        expect(JSON.stringify(answer).length).toBeLessThan(500);
        if (answer.kind === 'throttled') expect(answer.seconds ?? 0).toBeLessThanOrEqual(86_400);
      }
      return channels.length;
    },
  });

  it('are read by every kind that there is', () => {
    expect(channels.length).toBe(kinds.length);
  });
});
