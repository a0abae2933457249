import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../../lib/simulator/receiver.ts';
import type { Clock } from '../../lib/watch/ports/clock.ts';
import { endlessPatience, makePatientClock } from '../support/patient-clock.ts';
import { type Ran, useSandbox } from '../support/sandbox.ts';
import { type SimulatedCloud, startSimulatedCloud } from '../support/simulated-cloud.ts';

/** Every secret has this in it, so that a piece of one shows too. */
const canary = 'CANARY';
const signing = `whsec_${Buffer.from(`${canary}${canary}${canary}${canary}${canary}`).toString('base64')}`;

const token = `MII${canary}token`;
const user = { name: 'ops', password: `${canary} password`, domain: 'demo' };
const keys = { accessKey: 'AKPLAIN', secretKey: `${canary}-secret-key` };
const temporary = { ...keys, accessKey: 'AKTEMP', securityToken: `${canary}-security-token` };

let clock: Clock;
let cloud: SimulatedCloud;
let receiver: Receiver;
const sandbox = useSandbox();
beforeEach(async () => {
  clock = makePatientClock();
  cloud = await startSimulatedCloud({ clock, tokens: [token], users: [user], keys: [keys, temporary] });
  receiver = await startReceiver({ secrets: [signing], now: clock.now });
});
afterEach(() => Promise.all([cloud.close(), receiver.close()]));

const credentials: [kind: string, env: () => Record<string, string>][] = [
  ['a token', () => ({ OS_TOKEN: token })],
  [
    'a password',
    () => ({
      OS_USERNAME: user.name,
      OS_PASSWORD: user.password,
      OS_USER_DOMAIN_NAME: user.domain,
      OS_AUTH_URL: `${cloud.url}/v3`,
    }),
  ],
  ['access keys', () => ({ OS_ACCESS_KEY: keys.accessKey, OS_SECRET_KEY: keys.secretKey })],
  [
    'temporary access keys',
    () => ({
      OS_ACCESS_KEY: temporary.accessKey,
      OS_SECRET_KEY: temporary.secretKey,
      OS_SECURITY_TOKEN: temporary.securityToken,
    }),
  ],
  ['a refused token', () => ({ OS_TOKEN: `${token}-refused` })],
  [
    'a refused password',
    () => ({
      OS_USERNAME: user.name,
      OS_PASSWORD: `${canary} wrong`,
      OS_USER_DOMAIN_NAME: user.domain,
      OS_AUTH_URL: `${cloud.url}/v3`,
    }),
  ],
];

/** Whatever was written, and whatever was kept on the disk. */
async function everythingOf({ out, err }: Ran): Promise<string> {
  const entries = await readdir(sandbox.home, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const texts = await Promise.all(paths.map((path) => readFile(path, 'latin1')));
  return [out, err, ...paths, ...texts].join('\n');
}

const watch = (env: Record<string, string>, ...flags: string[]) =>
  sandbox.run(['watch', cloud.endedJob('succeeds'), ...cloud.flags, ...endlessPatience, ...flags], {
    env: { OS_PROJECT_ID: cloud.projectId, ...env },
    clock,
  });

describe.each(['text', 'json'])('the output of --output %s', (output) => {
  it.each(credentials)(
    'never holds a secret: %s, and destinations that take nothing',
    async (_, variables) => {
      await sandbox.write(
        'jobwatch.yaml',
        `destinations:
  - { id: chat, kind: slack, url: 'env:SLACK' }
  - { id: wrong-chat, kind: slack, url: 'env:WRONG_SLACK' }
  - { id: hook, kind: webhook, url: 'env:HOOK', sign: ['env:SECRET'] }
  - { id: unsigned, kind: webhook, url: '${receiver.url}', sign: ['env:WRONG_SECRET'] }
`,
      );
      receiver.answerNext('slack', { status: 410, body: canary });
      const ran = await watch(
        {
          ...variables(),
          SLACK: receiver.slackUrl,
          WRONG_SLACK: `https://${canary.toLowerCase()}.example/services/${canary}`,
          HOOK: `http://127.0.0.1:1/${canary}?key=${canary}`,
          SECRET: signing,
          WRONG_SECRET: `${canary} is no signing secret`,
        },
        '--output',
        output,
      );
      const everything = await everythingOf(ran);
      expect(everything).toContain('wrong-chat');
      expect(everything).toContain('key-values.sqlite');
      expect(everything.match(/saved in/g)).toHaveLength(4);
      expect(everything).toContain('gave up after 10 attempts');
      expect(everything).not.toMatch(new RegExp(canary, 'i'));
      expect(everything).toContain('env:WRONG_SECRET: expected whsec_');
      for (const piece of [signing.slice(6, 20), receiver.slackUrl.split('/').at(-1)!]) {
        expect(everything).not.toContain(piece);
      }
    },
  );
});

describe('a token that no header can hold', () => {
  it('is not repeated', async () => {
    const ran = await watch({ OS_TOKEN: `${canary}\r\nx-canary: ${canary}` }, '--deadline', '1m');
    expect(ran.code).toBe(4);
    expect(ran.out).toContain('a line break in a secret?');
    expect(ran.out).not.toMatch(new RegExp(canary, 'i'));
  });
});

describe('wrong usage', () => {
  it.each<[string, string[], string]>([
    ['a literal token', ['--config', 'literal.yaml'], `token: ${token}`],
    ['a proxy with a password', [], 'proxy'],
    ['an endpoint with a password', ['--endpoint', `https://me:${canary}@sdrs.example`], 'endpoint'],
    ['an endpoint with a key', ['--endpoint', `https://sdrs.example/?key=${canary}`], 'endpoint'],
  ])('repeats no secret: %s', async (_, flags, what) => {
    await sandbox.write('literal.yaml', `accounts: [{ id: a, credentials: { kind: token, ${what} } }]\n`);
    const proxy = what === 'proxy' ? { HTTPS_PROXY: `socks5://me:${canary}@proxy.example` } : {};
    const ran = await watch({ OS_TOKEN: token, ...proxy }, ...flags);
    expect(ran.code).toBe(2);
    expect(ran.err).not.toBe('');
    expect(ran.out + ran.err).not.toMatch(new RegExp(canary, 'i'));
  });
});
