import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../../lib/simulator/receiver.ts';
import { useSandbox } from '../support/sandbox.ts';
import { type SimulatedCloud, startSimulatedCloud, token } from '../support/simulated-cloud.ts';

const secret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;

let cloud: SimulatedCloud;
let receiver: Receiver;
const sandbox = useSandbox();
beforeEach(async () => {
  cloud = await startSimulatedCloud();
  receiver = await startReceiver({ secrets: [secret], now: Date.now });
});
afterEach(() => Promise.all([cloud.close(), receiver.close()]));

const anAccount = (id: string, variable: string, project = cloud.projectId) =>
  `  - { id: ${id}, cloud: otc, region: eu-de, project_id: ${project}, endpoint: '${cloud.url}', credentials: { kind: token, token: 'env:${variable}' } }\n`;
const accounts = (...lines: string[]) => `accounts:\n${lines.join('')}`;
const destinations = () => `destinations:
  - { id: chat, kind: slack, url: 'env:SLACK' }
  - { id: hook, kind: webhook, url: '${receiver.url}', sign: ['env:SECRET'] }
`;
const env = () => ({ SLACK: receiver.slackUrl, SECRET: secret, MY_TOKEN: token });
const watch = (args: string[], variables: Record<string, string> = env()) =>
  sandbox.run(['watch', ...args], { env: variables });

describe('jobwatch.yaml of this folder', () => {
  it('is taken without being named, and its destinations get the notification, the webhook with a good signature', async () => {
    await sandbox.write('jobwatch.yaml', accounts(anAccount('prod', 'MY_TOKEN')) + destinations());
    const { code, out } = await watch([cloud.endedJob('succeeds')]);
    expect(code).toBe(0);
    expect(out).toContain('chat: delivered');
    expect(out).toContain('hook: delivered');
    expect(receiver.received.map(({ channel, verified }) => `${channel} ${verified}`).sort()).toEqual([
      'slack false',
      'webhook true',
    ]);
  });

  it('need not be there', async () => {
    const { code } = await watch([cloud.endedJob('succeeds'), ...cloud.flags], cloud.env);
    expect(code).toBe(0);
  });

  it('is left alone when --config names another', async () => {
    await sandbox.write('jobwatch.yaml', 'wrong: true');
    await sandbox.write('other/mine.yaml', accounts(anAccount('prod', 'MY_TOKEN')));
    const { code, err } = await watch([cloud.endedJob('succeeds'), '--config', 'other/mine.yaml']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  it('says which notifications go where', async () => {
    const routes = 'routes:\n  - { when: { outcome: [failed] }, to: [hook] }\n';
    await sandbox.write('jobwatch.yaml', accounts(anAccount('prod', 'MY_TOKEN')) + destinations() + routes);
    await watch([cloud.endedJob('succeeds'), cloud.endedJob('fails-with-code')]);
    expect(receiver.received.map(({ channel }) => channel)).toEqual(['webhook']);
    expect(receiver.received[0]?.body).toContain('sdrs.job.failed');
  });
});

describe('the account', () => {
  it('of a configuration is asked about its project', async () => {
    await sandbox.write('jobwatch.yaml', accounts(anAccount('prod', 'MY_TOKEN')));
    const { out } = await watch([cloud.endedJob('succeeds'), '--output', 'json']);
    expect(out).toContain('"account":{"id":"prod","cloud":"otc","region":"eu-de"');
  });

  it('is named by --account where several are configured for one project', async () => {
    await sandbox.write('jobwatch.yaml', accounts(anAccount('one', 'UNSET'), anAccount('two', 'MY_TOKEN')));
    const job = cloud.endedJob('succeeds');
    expect((await watch([job, '--account', 'two'])).code).toBe(0);
    const { code, err } = await watch([job]);
    expect(code).toBe(2);
    expect(err).toContain(
      `Several accounts are configured for project ${cloud.projectId}: name one with "account"`,
    );
    expect(err).toContain('one (project');
  });

  it('is asked for by --project where several projects are configured', async () => {
    const other = anAccount('two', 'MY_TOKEN', 'fedcba9876543210');
    await sandbox.write('jobwatch.yaml', accounts(anAccount('one', 'MY_TOKEN'), other));
    const job = cloud.endedJob('succeeds');
    expect((await watch([job, '--project', cloud.projectId])).code).toBe(0);
    expect((await watch([job])).err).toBe(
      'jobwatch: missing a project: give --project ID or set OS_PROJECT_ID\n',
    );
    const unknown = await watch([job, '--project', 'aaaaaaaaaaaaaaaa']);
    expect(unknown.err).toContain(
      'no account is configured for project aaaaaaaaaaaaaaaa. Configured: one (project',
    );
    const ofVariable = await watch([job], { ...env(), OS_PROJECT_ID: 'aaaaaaaaaaaaaaaa' });
    expect(ofVariable.err).toMatch(/no account is configured for project of OS_PROJECT_ID\. Configured: one/);
  });

  it('of the environment goes before the configured ones, unless --account names one', async () => {
    await sandbox.write('jobwatch.yaml', accounts(anAccount('prod', 'MY_TOKEN')));
    const both = { ...env(), ...cloud.env };
    const job = cloud.endedJob('succeeds');
    const byEnvironment = await watch([job, ...cloud.flags, '--output', 'json'], both);
    expect(byEnvironment.out).toContain('"account":{"id":"local"');
    const byName = await watch([job, '--account', 'prod', '--output', 'json'], both);
    expect(byName.out).toContain('"account":{"id":"prod"');
  });

  it('of a configuration takes no --cloud and no --endpoint', async () => {
    await sandbox.write('jobwatch.yaml', accounts(anAccount('prod', 'MY_TOKEN')));
    const { code, err } = await watch([cloud.endedJob('succeeds'), '--cloud', 'otc', ...cloud.flags]);
    expect(code).toBe(2);
    expect(err).toContain('--cloud and --endpoint: expected credentials in the environment');
  });

  it('that is not configured is reported, with the names that are', async () => {
    await sandbox.write('jobwatch.yaml', accounts(anAccount('prod', 'MY_TOKEN')));
    const { code, err } = await watch([
      cloud.endedJob('succeeds'),
      '--account',
      'stage',
      '--project',
      cloud.projectId,
    ]);
    expect(code).toBe(2);
    expect(err).toContain('no account is configured for account stage');
    expect(err).toContain('Configured: prod (project');
  });
});

describe('a secret that is not set', () => {
  it('is reported by the name of its variable, all of them at once and before any poll', async () => {
    await sandbox.write('jobwatch.yaml', accounts(anAccount('prod', 'MY_TOKEN')) + destinations());
    const job = cloud.endedJob('succeeds');
    const { code, out, err } = await watch([job], {});
    expect({ code, out }).toEqual({ code: 2, out: '' });
    for (const name of ['MY_TOKEN', 'SLACK', 'SECRET']) {
      expect(err).toContain(`he environment variable ${name} is not set; env:${name} refers to it.`);
    }
    expect(cloud.requests(job)).toBe(0);
  });

  it('of an account that is not asked is not missed', async () => {
    await sandbox.write(
      'jobwatch.yaml',
      accounts(anAccount('one', 'MY_TOKEN'), anAccount('two', 'UNSET', 'fedcba9876543210')),
    );
    const { code } = await watch([cloud.endedJob('succeeds'), '--project', cloud.projectId]);
    expect(code).toBe(0);
  });
});

describe('a configuration that cannot be used', () => {
  it.each([
    ['is not there', ['--config', 'nowhere.yaml'], '--config: no file nowhere.yaml.'],
    ['is a folder', ['--config', '.'], '(EISDIR): expected a text file that you may read.'],
    ['is wrong', ['--config', 'wrong.yaml'], 'wrong.yaml:1: accuonts: unknown key; known: accounts'],
  ])('is refused with one message when it %s', async (_, flags, message) => {
    await sandbox.write('wrong.yaml', 'accuonts: []\n');
    const { code, out, err } = await watch(['abcdefgh', ...flags], cloud.env);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^jobwatch: .+\n$/);
    expect(err).toContain(message);
  });

  it.skipIf(process.getuid?.() === 0)('is refused when it may not be read', async () => {
    await chmod(await sandbox.write('jobwatch.yaml', ''), 0);
    expect((await watch(['abcdefgh'], cloud.env)).err).toContain('jobwatch.yaml (EACCES)');
  });

  it('is refused even when it is the default one', async () => {
    await mkdir(join(sandbox.cwd, 'jobwatch.yaml'));
    expect((await watch(['abcdefgh'], cloud.env)).err).toContain('jobwatch.yaml (EISDIR)');
  });
});
