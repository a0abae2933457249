import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type AccessKeys,
  authorization,
  canonicalRequest,
  signatureOf,
  signRequest,
  stringToSign,
} from '../../lib/cloud/sign-request.ts';
import { type Simulator, startSimulator } from '../../lib/simulator/cloud.ts';
import { jobIdOf } from '../../lib/simulator/stories.ts';

const now = Date.parse('2026-03-01T10:00:00.000Z');
const keys: AccessKeys = { accessKey: 'AK', secretKey: 'SK' };
const temporary: AccessKeys = { accessKey: 'TEMPORARY', secretKey: 'SK2', securityToken: 'security token' };

let cloud: Simulator;
beforeAll(async () => {
  cloud = await startSimulator({ clock: { now: () => now }, keys: [keys, temporary] });
});
afterAll(() => cloud.close());

const urlOf = (query = '') => `${cloud.url}/v1/${cloud.projectId}/jobs/${jobIdOf('never-ends')}${query}`;

/** Sends a request with these headers. fetch adds the same `host` that was signed. */
async function answerTo(headers: Record<string, string>, url = urlOf()): Promise<string> {
  const answer = await fetch(url, { headers });
  if (answer.status === 200) return 'accepted';
  expect(answer.status).toBe(401);
  const body = JSON.parse(await answer.text());
  expect(body.error_code).toBe('APIGW.0301');
  return body.error_msg.replace('Incorrect IAM authentication information: ', '');
}

const signed = (signingKeys: AccessKeys = keys, at = now, url = urlOf()) =>
  signRequest({ method: 'GET', url, headers: { 'x-project-id': cloud.projectId } }, signingKeys, at);

const fails = 'verify aksk signature fail';
const minutes = 60_000;

it.each<{ what: string; by?: AccessKeys; offset?: number; verdict: string }>([
  { what: 'of a known key', verdict: 'accepted' },
  { what: 'of temporary keys', by: temporary, verdict: 'accepted' },
  { what: '15 minutes old', offset: -15 * minutes, verdict: 'accepted' },
  { what: '15 minutes ahead', offset: 15 * minutes, verdict: 'accepted' },
  { what: 'more than 15 minutes old', offset: -15 * minutes - 1_000, verdict: 'signature expired' },
  { what: 'more than 15 minutes ahead', offset: 15 * minutes + 1_000, verdict: 'signature expired' },
  { what: 'with another secret', by: { ...keys, secretKey: 'other' }, verdict: fails },
  { what: 'of an unknown key', by: { ...keys, accessKey: 'nobody' }, verdict: fails },
  {
    what: 'of temporary keys, token missing',
    by: { accessKey: 'TEMPORARY', secretKey: 'SK2' },
    verdict: fails,
  },
  { what: 'of temporary keys, another token', by: { ...temporary, securityToken: 'other' }, verdict: fails },
  { what: 'of permanent keys, with a token', by: { ...keys, securityToken: 'too much' }, verdict: fails },
])('answers a signature $what: $verdict', async ({ by = keys, offset = 0, verdict }) => {
  expect(await answerTo(signed(by, now + offset))).toContain(verdict);
});

it('reports both times for an expired signature', async () => {
  expect(await answerTo(signed(keys, now - 3_600_000))).toBe(
    'signature expired, signature time:20260301T090000Z, server time:2026-03-01T10:00:00.000Z',
  );
});

it('accepts a query only if it was signed', async () => {
  expect(await answerTo(signed(keys, now, urlOf('?a=1&b=ü')), urlOf('?a=1&b=ü'))).toBe('accepted');
  expect(await answerTo(signed(), urlOf('?a=1'))).toBe(fails);
});

it.each([
  ['another path', () => answerTo(signed(), urlOf().replace('/jobs/', '/jobs/0'))],
  ['another header', () => answerTo({ ...signed(), 'x-project-id': 'other' })],
  ['another date', () => answerTo({ ...signed(), 'x-sdk-date': '20260301T100001Z' })],
  ['no date', () => answerTo(without('x-sdk-date'))],
  ['an invalid date', () => answerTo({ ...signed(), 'x-sdk-date': 'today' })],
  [
    'one digit changed',
    () => answerTo(reshaped((text) => text.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')))),
  ],
  ['one digit too few', () => answerTo(reshaped((text) => text.slice(0, -1)))],
  [
    'another algorithm',
    () => answerTo(reshaped((text) => text.replace('SDK-HMAC-SHA256', 'V11-HMAC-SHA256'))),
  ],
  ['only a scheme', () => answerTo(reshaped(() => 'Bearer'))],
  ['an unsigned date', () => answerTo(signedWithoutDate())],
])('refuses a request with %s', async (_, answer) => {
  expect(await answer()).toMatch(/^(verify aksk signature fail|signature expired.*)$/);
});

const reshaped = (change: (text: string) => string) => {
  const headers = signed();
  return { ...headers, authorization: change(headers['authorization']!) };
};

const without = (name: string) =>
  Object.fromEntries(Object.entries(signed()).filter(([key]) => key !== name));

function signedWithoutDate() {
  const date = '20260301T100000Z';
  const headers = { host: new URL(cloud.url).host, 'x-sdk-date': date };
  const canonical = canonicalRequest({ method: 'GET', url: urlOf(), headers }, ['host']);
  const signature = signatureOf(stringToSign(canonical, date), keys.secretKey);
  return { ...headers, authorization: authorization(keys.accessKey, ['host'], signature) };
}

it('accepts a signature as fresh credentials in the story expires-token', async () => {
  const jobId = cloud.addJob('expires-token', { beganAtMs: now - 30_000 });
  const url = `${cloud.url}/v1/${cloud.projectId}/jobs/${jobId}`;
  expect(await answerTo(signed(keys, now, url), url)).toBe('accepted');
});
