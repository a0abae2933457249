import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../lib/simulator/cloud.ts';
import { type JobFault, jobFaults, spoilsJob } from './job-faults.ts';
import { type LoginFault, loginFaults, spoilsLogins } from './login-faults.ts';

const start = Date.parse('2026-03-01T10:00:00.000Z');
const user = { name: 'ops', password: 'a password', domain: 'demo' };

let time = start;
let loginFault: LoginFault | undefined;
let cloud: Simulator;
beforeAll(async () => {
  cloud = await startSimulator({
    clock: { now: () => time },
    users: [user],
    spoilLogin: spoilsLogins(() => loginFault),
  });
});
afterAll(() => cloud.close());

/** Requests a job at this second. The fault is active from second 20 to second 50 of the job. */
async function ask(fault: JobFault, second: number, token?: string): Promise<Response> {
  time = start;
  const jobId = cloud.addJob('succeeds-with-sub-jobs', {
    spoil: spoilsJob((elapsed) => (elapsed >= 20 && elapsed < 50 ? { fault, sinceSeconds: 20 } : undefined)),
  });
  const authToken = token ?? cloud.issueToken();
  time = start + second * 1_000;
  return fetch(`${cloud.url}/v1/${cloud.projectId}/jobs/${jobId}`, {
    headers: { 'x-auth-token': authToken },
  });
}

describe('a fault of the job API', () => {
  it.each<[JobFault, number, object]>([
    ['not-found', 404, { itemNotFound: { code: 'SDRS.0408' } }],
    ['token-revoked', 401, { error_code: 'APIGW.0301' }],
    ['goes-back', 200, { status: 'INIT' }],
    ['unknown-status', 200, { status: 'PENDING_PAYMENT' }],
    ['not-a-job', 200, { jobs: [], count: 0 }],
    ['times-in-past', 200, { status: 'RUNNING', begin_time: '1970-01-01T00:00:00.000Z', end_time: '' }],
    ['times-in-future', 200, { status: 'RUNNING', begin_time: '2999-12-31T23:59:59.999Z' }],
    ['times-nonsense', 200, { status: 'RUNNING', begin_time: 'yesterday' }],
    ['status-503', 503, { error_code: 'APIGW.9999' }],
  ])('%s answers %i with its error, only while it is active', async (fault, status, body) => {
    const answer = await ask(fault, 30);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject(body);
    for (const second of [19, 50]) {
      expect(await (await ask(fault, second)).json()).toMatchObject({ status: 'RUNNING' });
    }
  });

  it('another-job answers with the id of another job', async () => {
    const answer = await ask('another-job', 30);
    const { job_id: jobId } = JSON.parse(await answer.text());
    expect(jobId).toMatch(/^[0-9a-f]{32}$/);
    expect(answer.url).not.toContain(jobId);
  });

  it('cut-json sends half of an answer', async () => {
    const text = await (await ask('cut-json', 30)).text();
    expect(text).toMatch(/^\{"job_id":/);
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
  });

  it('huge-job has more sub-jobs than a state can contain, after the real ones', async () => {
    const text = await (await ask('huge-job', 30)).text();
    expect(text.length).toBeGreaterThan(100_000);
    expect(text.length).toBeLessThan(1_048_576);
    expect(JSON.parse(text).entities.sub_jobs[0].job_type).toBe('stopProtectionGroupRepNoCG');
  });

  it('echoes-credentials repeats the token', async () => {
    const token = cloud.issueToken();
    expect(await (await ask('echoes-credentials', 30, token)).text()).toContain(token);
  });

  it('is once in the list of all faults', () => {
    expect(new Set(jobFaults).size).toBe(jobFaults.length);
  });
});

describe('a fault of IAM', () => {
  const logIn = (fault?: LoginFault) => {
    loginFault = fault;
    const { name, password, domain } = user;
    const identity = {
      methods: ['password'],
      password: { user: { name, password, domain: { name: domain } } },
    };
    return fetch(`${cloud.url}/v3/auth/tokens`, {
      method: 'POST',
      body: JSON.stringify({ auth: { identity, scope: { project: { id: cloud.projectId } } } }),
      signal: AbortSignal.timeout(fault === 'iam-hangs' ? 100 : 10_000),
    });
  };

  it.each<[LoginFault, number]>([
    ['iam-down', 502],
    ['iam-throttled', 429],
    ['iam-page', 200],
    ['iam-without-token', 201],
    ['iam-refuses', 401],
  ])('%s answers %i without a token', async (fault, status) => {
    const answer = await logIn(fault);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('x-subject-token')).toBeNull();
  });

  it.each<LoginFault>(['iam-resets', 'iam-hangs'])('%s answers nothing', async (fault) => {
    await expect(logIn(fault)).rejects.toThrow();
  });

  it('has no effect after it was removed', async () => {
    expect((await logIn()).headers.get('x-subject-token')).toMatch(/^MII/);
    expect(loginFaults).toHaveLength(7);
  });
});
