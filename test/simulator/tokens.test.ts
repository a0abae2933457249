import { afterEach, beforeEach, expect, it } from 'vitest';
import { TokenResponse, tokenHeader } from '../../lib/cloud/iam-schemas.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../lib/simulator/cloud.ts';
import { jobIdOf } from '../../lib/simulator/stories.ts';

const start = Date.parse('2026-03-01T10:00:00.000Z');
const user = { name: 'ada', password: 'countess', domain: 'OTC-EU-DE-00000000001' };

let time = start;
let cloud: Simulator;
const pass = (seconds: number) => {
  time += seconds * 1_000;
};
const open = async (options: Omit<SimulatorOptions, 'clock'> = {}) => {
  await cloud?.close();
  cloud = await startSimulator({ clock: { now: () => time }, ...options });
};

beforeEach(async () => {
  time = start;
  await open({ users: [user] });
});
afterEach(() => cloud.close());

const poll = (jobId: string, headers: Record<string, string>) =>
  fetch(`${cloud.url}/v1/${cloud.projectId}/jobs/${jobId}`, { headers });
const logIn = (body: string) => fetch(`${cloud.url}/v3/auth/tokens?nocatalog=true`, { method: 'POST', body });
const login = (change: Partial<typeof user & { project: string }> = {}) => {
  const { name, password, domain, project } = { ...user, project: cloud.projectId, ...change };
  return JSON.stringify({
    auth: {
      identity: { methods: ['password'], password: { user: { name, password, domain: { name: domain } } } },
      scope: { project: { id: project } },
    },
  });
};
const status = async (token: string, jobId = jobIdOf('never-ends')) =>
  (await poll(jobId, { 'x-auth-token': token })).status;

it('accepts a token by password for 24 hours', async () => {
  const answer = await logIn(login());
  expect(answer.status).toBe(201);
  const body = JSON.parse(await answer.text());
  expect(body).toMatchObject({
    token: {
      issued_at: '2026-03-01T10:00:00.000000Z',
      expires_at: '2026-03-02T10:00:00.000000Z',
      methods: ['password'],
      project: { id: cloud.projectId, domain: { name: user.domain } },
      user: { name: user.name, domain: { name: user.domain } },
    },
  });
  expect(TokenResponse.parse(body).token.expires_at).toBe(start + 86_400_000);
  const token = answer.headers.get(tokenHeader)!;
  expect(await status(token)).toBe(200);
  pass(86_399);
  expect(await status(token)).toBe(200);
  pass(1);
  expect(await status(token)).toBe(401);
  expect(cloud.tokensIssued()).toBe(1);
});

it.each([
  ['a wrong password', () => login({ password: 'wrong' })],
  ['an unknown user', () => login({ name: 'bob' })],
  ['another domain', () => login({ domain: 'elsewhere' })],
  ['another project', () => login({ project: 'f'.repeat(32) })],
])('issues no token for %s', async (_, body) => {
  const answer = await logIn(body());
  expect(answer.status).toBe(401);
  expect(answer.headers.get(tokenHeader)).toBeNull();
  expect(await answer.json()).toMatchObject({ error: { code: 401, title: 'Unauthorized' } });
  expect(cloud.tokensIssued()).toBe(0);
});

it.each([
  ['nothing', ''],
  ['half an object', '{"auth"'],
  ['another method', '{"auth":{"identity":{"methods":["token"]}}}'],
])('issues no token for %s instead of a login', async (_, body) => {
  const answer = await logIn(body);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error: { code: 400, title: 'Bad Request' } });
});

it('keeps older tokens valid when it issues a new one', async () => {
  const old = cloud.issueToken();
  expect(cloud.issueToken()).not.toBe(old);
  expect(await status(old)).toBe(200);
});

it('refuses all tokens after expireTokens, and accepts a newer one', async () => {
  await open({ tokens: ['given'], tokenLifeSeconds: 600 });
  const issued = cloud.issueToken();
  expect([await status('given'), await status(issued)]).toEqual([200, 200]);
  cloud.expireTokens();
  expect([await status('given'), await status(issued)]).toEqual([401, 401]);
  expect(await status(cloud.issueToken())).toBe(200);
});

it('expires a token after the time in the options', async () => {
  await open({ tokenLifeSeconds: 600 });
  const token = cloud.issueToken();
  pass(600);
  expect(await status(token)).toBe(401);
});

it.each([
  ['unknown', { 'x-auth-token': 'made-up' }, 'decrypt token fail'],
  ['missing', {}, 'neither X-Auth-Token nor Authorization found'],
])(
  'refuses a token that is %s as the gateway does, without a request for the job',
  async (_, headers, why) => {
    const answer = await poll(jobIdOf('succeeds'), headers);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toEqual({
      error_msg: `Incorrect IAM authentication information: ${why}`,
      error_code: 'APIGW.0301',
    });
    expect(cloud.requests(jobIdOf('succeeds'))).toBe(0);
  },
);

it('requires one new token in the story expires-token', async () => {
  const jobId = cloud.addJob('expires-token');
  const first = cloud.issueToken();
  expect(await status(first, jobId)).toBe(200);
  pass(25);
  expect(await status(first, jobId)).toBe(401);
  const second = cloud.issueToken();
  expect(await status(second, jobId)).toBe(200);
  pass(65);
  expect(await (await poll(jobId, { 'x-auth-token': second })).json()).toMatchObject({ status: 'SUCCESS' });
});
