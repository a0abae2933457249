import { describe, expect, it, onTestFinished } from 'vitest';
import { makeAskJob } from '../../lib/cloud/ask-job.ts';
import { authorization, canonicalRequest, signatureOf, stringToSign } from '../../lib/cloud/sign-request.ts';
import { makeSendHttp } from '../../lib/http/send.ts';
import type { Poll } from '../../lib/job/poll.ts';
import type { Account } from '../../lib/watch/account.ts';
import type { ResolveSecret } from '../../lib/watch/ports/secret.ts';
import { Secret } from '../../lib/watch/ports/secret.ts';
import { closedPort } from '../http/loopback-server.ts';
import { accountOf, noSecrets, projectId, resolveSecret, secretPart } from './accounts.ts';
import { type Answer, type Asked, pretendCloud, tokenAnswer } from './pretend-cloud.ts';

const now = Date.parse('2026-03-01T00:00:00Z');
const jobId = 'ff80808288d41e1b018990260955686a';
const jobPath = `/v1/${projectId}/jobs/${jobId}`;
const running: Answer = {
  status: 200,
  body: { job_id: jobId, status: 'RUNNING', job_type: 'createProtectionGroupNoCG' },
};
const refusal: Answer = {
  status: 401,
  headers: { 'x-request-id': 'req-1' },
  body: { error_msg: 'Incorrect IAM authentication information', error_code: 'APIGW.0301' },
};

function asker(resolve: ResolveSecret = resolveSecret): (account: Account) => Promise<Poll> {
  const { send, close } = makeSendHttp({ addresses: 'any' });
  onTestFinished(close);
  const askJob = makeAskJob({ send, resolveSecret: resolve, now: () => now });
  return (account) => askJob({ account, service: 'sdrs', jobId });
}

/** Makes a cloud whose IAM numbers its tokens and whose job API answers depending on the token. */
const cloudWithTokens = (answerTo: (token: string) => Answer) => {
  let tokens = 0;
  return pretendCloud((asked) => {
    if (asked.method === 'GET') return answerTo(String(asked.headers['x-auth-token']));
    tokens += 1;
    return tokenAnswer(`token-${tokens}`, now);
  });
};

const steps = (asked: Asked[]) => asked.map(({ method, path }) => `${method} ${path.split('?')[0]}`);
const token = 'POST /v3/auth/tokens';
const job = `GET ${jobPath}`;

describe('a poll', () => {
  it('requests the job with the project and a user agent', async () => {
    const cloud = await pretendCloud(() => running);
    expect(await asker()(accountOf('token', cloud.url))).toMatchObject({
      kind: 'job',
      job: { job_id: jobId, status: 'RUNNING', job_type: 'createProtectionGroupNoCG' },
    });
    expect(cloud.asked).toMatchObject([
      {
        method: 'GET',
        path: jobPath,
        headers: {
          accept: 'application/json',
          'user-agent': 'sdrs-job-watcher',
          'x-auth-token': 'hunter2-token',
          'x-project-id': projectId,
        },
        body: '',
      },
    ]);
  });

  it('reads an error response as a problem', async () => {
    const cloud = await pretendCloud(() => ({
      status: 404,
      body: { error: { code: 'SDRS.0408', message: 'Null job.' } },
    }));
    expect(await asker()(accountOf('token', cloud.url))).toMatchObject({
      kind: 'problem',
      problem: { kind: 'not_found', status: 404, error_code: 'SDRS.0408' },
    });
  });

  it('without a connection is the problem no_connection', async () => {
    const port = await closedPort();
    expect(await asker()(accountOf('token', `http://127.0.0.1:${port}`))).toEqual({
      kind: 'problem',
      problem: {
        kind: 'no_connection',
        message: `No connection to 127.0.0.1:${port}: the connection was refused (ECONNREFUSED).`,
      },
    });
  });

  it('with a response of more than 1 MiB is the problem not_a_job', async () => {
    const cloud = await pretendCloud(() => ({ status: 200, body: ' '.repeat(1_048_577) }));
    expect(await asker()(accountOf('token', cloud.url))).toMatchObject({ problem: { kind: 'not_a_job' } });
  });

  it('in an unknown region is refused without a request', async () => {
    expect(await asker()({ ...accountOf('token'), region: 'eu-xx' })).toMatchObject({
      problem: { kind: 'refused', message: expect.stringContaining('expected one of eu-de, eu-nl') },
    });
  });

  it.each(['token', 'password', 'access_key'] as const)(
    'without its secret (%s) is a credentials problem',
    async (kind) => {
      const cloud = await pretendCloud(() => running);
      expect(await asker(noSecrets)(accountOf(kind, cloud.url))).toEqual({
        kind: 'problem',
        problem: { kind: 'credentials', message: expect.stringMatching(/^env:[A-Z_]+ is not set$/) },
      });
      expect(cloud.asked).toEqual([]);
    },
  );

  it('throws a programming error', async () => {
    const ask = asker(async () => {
      throw new TypeError('a bug');
    });
    await expect(ask(accountOf('token', 'http://127.0.0.1:1'))).rejects.toThrow(TypeError);
  });

  it.each(['token', 'password', 'temporary_key'] as const)(
    'shows no secret if it is refused (%s)',
    async (kind) => {
      const cloud = await cloudWithTokens(() => refusal);
      expect(JSON.stringify(await asker()(accountOf(kind, cloud.url)))).not.toContain(secretPart);
    },
  );
});

describe('with user and password', () => {
  it('fetches a token first and keeps it for the next poll', async () => {
    const cloud = await cloudWithTokens(() => running);
    const ask = asker();
    expect(await ask(accountOf('password', cloud.url))).toMatchObject({ kind: 'job' });
    expect(await ask(accountOf('password', cloud.url))).toMatchObject({ kind: 'job' });
    expect(steps(cloud.asked)).toEqual([token, job, job]);
    expect(cloud.asked[1]).toHaveProperty('headers.x-project-id', projectId);
  });

  it('renews a refused token and repeats the request in the same poll', async () => {
    const cloud = await cloudWithTokens((received) => (received === 'token-1' ? refusal : running));
    const ask = asker();
    expect(await ask(accountOf('password', cloud.url))).toMatchObject({ kind: 'job' });
    expect(await ask(accountOf('password', cloud.url))).toMatchObject({ kind: 'job' });
    expect(steps(cloud.asked)).toEqual([token, job, token, job, job]);
  });

  it('renews once for concurrent polls', async () => {
    const cloud = await cloudWithTokens((received) => (received === 'token-1' ? refusal : running));
    const ask = asker();
    const polls = await Promise.all([1, 2, 3].map(() => ask(accountOf('password', cloud.url))));
    expect(polls.map(({ kind }) => kind)).toEqual(['job', 'job', 'job']);
    expect(steps(cloud.asked).filter((step) => step === token)).toHaveLength(2);
  });

  it('is denied if the fresh token is refused too', async () => {
    const cloud = await cloudWithTokens(() => refusal);
    expect(await asker()(accountOf('password', cloud.url))).toMatchObject({
      kind: 'problem',
      problem: {
        kind: 'denied',
        status: 401,
        error_code: 'APIGW.0301',
        request_id: 'req-1',
        message: expect.stringMatching(/^A fresh token of account prod was refused: .*Incorrect IAM/),
      },
    });
    expect(steps(cloud.asked)).toEqual([token, job, token, job]);
  });

  it('does not renew after a 403', async () => {
    const cloud = await cloudWithTokens(() => ({ status: 403 }));
    expect(await asker()(accountOf('password', cloud.url))).toMatchObject({
      problem: { kind: 'denied', status: 403 },
    });
    expect(steps(cloud.asked)).toEqual([token, job]);
  });

  it.each([
    [401, 'denied'],
    [503, 'credentials'],
  ])('reports a %i of IAM as %s without a request to the job API', async (status, kind) => {
    const cloud = await pretendCloud(() => ({ status }));
    expect(await asker()(accountOf('password', cloud.url))).toMatchObject({ problem: { kind, status } });
    expect(steps(cloud.asked)).toEqual([token]);
  });

  it('reports an error of IAM at the renewal', async () => {
    const cloud = await pretendCloud((asked, count) => {
      if (asked.method === 'GET') return refusal;
      return count === 1 ? tokenAnswer('token-1', now) : { status: 500 };
    });
    expect(await asker()(accountOf('password', cloud.url))).toMatchObject({
      problem: { kind: 'credentials', status: 500 },
    });
  });
});

describe('with a given token', () => {
  it('is denied at once by a 401, with a hint what to check', async () => {
    const cloud = await pretendCloud(() => refusal);
    expect(await asker()(accountOf('token', cloud.url))).toMatchObject({
      problem: {
        kind: 'denied',
        message: expect.stringMatching(
          /^The token of account prod was refused: it may have expired.*Incorrect IAM/,
        ),
      },
    });
    expect(cloud.asked).toHaveLength(1);
  });
});

describe('with an access key', () => {
  it.each([
    ['access_key', 'host;x-project-id;x-sdk-date'],
    ['temporary_key', 'host;x-project-id;x-sdk-date;x-security-token'],
  ] as const)('signs the request (%s) so that the cloud can verify it', async (kind, signed) => {
    const cloud = await pretendCloud(() => running);
    expect(await asker()(accountOf(kind, cloud.url))).toMatchObject({ kind: 'job' });
    const { method, path, headers } = cloud.asked[0]!;
    const received = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, String(value)]),
    );
    const canonical = canonicalRequest(
      { method, url: cloud.url + path, headers: received },
      signed.split(';'),
    );
    const signature = signatureOf(stringToSign(canonical, '20260301T000000Z'), 'hunter2-secret');
    expect(received['authorization']).toBe(authorization('hunter2-access', signed.split(';'), signature));
    expect(received['x-security-token']).toBe(kind === 'temporary_key' ? 'hunter2-security' : undefined);
  });

  it('signs every attempt again', async () => {
    const cloud = await pretendCloud(() => running);
    const { send, close } = makeSendHttp({ addresses: 'any' });
    onTestFinished(close);
    let time = now;
    const askJob = makeAskJob({ send, resolveSecret, now: () => time });
    await askJob({ account: accountOf('access_key', cloud.url), service: 'sdrs', jobId });
    time += 60_000;
    await askJob({ account: accountOf('access_key', cloud.url), service: 'sdrs', jobId });
    expect(cloud.asked.map(({ headers }) => headers['x-sdk-date'])).toEqual([
      '20260301T000000Z',
      '20260301T000100Z',
    ]);
    expect(cloud.asked[0]).toHaveProperty('headers.user-agent', 'sdrs-job-watcher');
  });

  it.each([
    [
      'verify aksk signature fail',
      'The access key of account prod was refused: check access_key, secret_key',
    ],
    [
      'signature expired, signature time: 20260301T000000Z, server time: 20260301T010000Z',
      'The signature of account prod counts as expired: check the clock of this machine.',
    ],
  ])('is denied at once by a 401 (%s), with a hint what to check', async (message, advice) => {
    const cloud = await pretendCloud(() => ({
      status: 401,
      body: { error_msg: `Incorrect IAM authentication information: ${message}`, error_code: 'APIGW.0301' },
    }));
    const poll = await asker()(accountOf('access_key', cloud.url));
    expect(poll).toMatchObject({ problem: { kind: 'denied', status: 401, error_code: 'APIGW.0301' } });
    expect(poll).toHaveProperty('problem.message', expect.stringContaining(advice));
    expect(poll).toHaveProperty('problem.message', expect.stringContaining(message));
    expect(cloud.asked).toHaveLength(1);
  });
});

it('ignores a line break at the end of a token or key', async () => {
  const cloud = await pretendCloud(() => running);
  const ask = asker(async (reference) => new Secret(`${(await resolveSecret(reference)).reveal()}\n`));
  expect(await ask(accountOf('token', cloud.url))).toMatchObject({ kind: 'job' });
  expect(await ask(accountOf('temporary_key', cloud.url))).toMatchObject({ kind: 'job' });
});
