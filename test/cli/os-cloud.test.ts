import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closedPort } from '../http/loopback-server.ts';
import { useSandbox } from '../support/sandbox.ts';
import { keys, type SimulatedCloud, startSimulatedCloud, user } from '../support/simulated-cloud.ts';

let cloud: SimulatedCloud;
const sandbox = useSandbox();
beforeEach(async () => {
  cloud = await startSimulatedCloud();
});
afterEach(() => cloud.close());

const withKeys = () => `clouds:
  simulated:
    region_name: eu-de
    auth: { project_id: ${cloud.projectId}, ak: ${keys.accessKey}, sk: ${keys.secretKey} }
`;
const withPassword = () => `clouds:
  simulated:
    region_name: eu-de
    auth:
      auth_url: ${cloud.url}/v3
      username: ${user.name}
      password: ${user.password}
      user_domain_name: ${user.domain}
      project_id: ${cloud.projectId}
`;
const watch = (env: Record<string, string> = {}) =>
  sandbox.run(['watch', cloud.endedJob('succeeds'), '--os-cloud', 'simulated', ...cloud.flags], { env });

describe('--os-cloud', () => {
  it.each<[string, () => Promise<Record<string, string>>]>([
    [
      'the file of OS_CLIENT_CONFIG_FILE',
      async () => ({ OS_CLIENT_CONFIG_FILE: await sandbox.write('elsewhere/mine.yaml', withKeys()) }),
    ],
    [
      'clouds.yaml of this folder',
      async () => {
        await sandbox.write('clouds.yaml', withKeys());
        return {};
      },
    ],
    [
      'clouds.yaml of ~/.config/openstack',
      async () => {
        await mkdir(join(sandbox.home, '.config/openstack'), { recursive: true });
        await writeFile(join(sandbox.home, '.config/openstack/clouds.yaml'), withKeys());
        return {};
      },
    ],
  ])('takes the entry of %s', async (_, prepare) => {
    expect(await watch(await prepare())).toMatchObject({ code: 0, err: '' });
  });

  it('takes a password, with the IAM of its auth_url', async () => {
    await sandbox.write('clouds.yaml', withPassword());
    expect(await watch()).toMatchObject({ code: 0, err: '' });
    expect(cloud.tokensIssued()).toBe(1);
  });

  it('takes a project by its name beside a password', async () => {
    await sandbox.write(
      'clouds.yaml',
      withPassword().replace(/project_id: \w+/, 'project_name: eu-de_simulated'),
    );
    expect(await watch()).toMatchObject({ code: 0, err: '' });
  });

  it('says that a project of that name was not found', async () => {
    await sandbox.write(
      'clouds.yaml',
      withPassword().replace(/project_id: \w+/, 'project_name: eu-de_other'),
    );
    const { code, err } = await watch();
    expect(code).toBe(2);
    expect(err).toMatch(
      /^jobwatch: OS_PROJECT_NAME: cannot find the id of this project; set OS_PROJECT_ID instead/,
    );
    expect(err).toContain('The user has no access to the project (401).');
  });

  it('does not take an IAM that cannot be asked for wrong usage', async () => {
    const nobody = `http://127.0.0.1:${await closedPort()}`;
    const byName = withPassword().replace(/project_id: \w+/, 'project_name: eu-de_simulated');
    await sandbox.write('clouds.yaml', byName.replace(cloud.url, nobody));
    const { code, err } = await watch();
    expect(code).toBe(4);
    expect(err).toContain('the connection was refused');
  });

  it('takes the credentials of the entry, whatever the environment has', async () => {
    await sandbox.write('clouds.yaml', withKeys());
    const env = { OS_TOKEN: 'an old one', OS_SECURITY_TOKEN: 'another', OS_AUTH_URL: 'http://old.example' };
    expect(await watch(env)).toMatchObject({ code: 0, err: '' });
  });

  it('takes the project from the environment where the entry has none', async () => {
    await sandbox.write('clouds.yaml', withKeys().replace(/project_id: \w+, /, ''));
    expect(await watch({ OS_PROJECT_ID: cloud.projectId })).toMatchObject({ code: 0, err: '' });
    expect((await watch({ OS_PROJECT_NAME: 'eu-de_simulated' })).err).toContain(
      'OS_PROJECT_NAME is enough beside',
    );
    expect((await watch()).err).toContain('missing a project: give --project ID or set OS_PROJECT_ID');
  });

  it.each([
    ['is no YAML', 'clouds: [canary', /clouds\.yaml: not YAML$/],
    ['has no clouds', 'canary: 1', /clouds\.yaml: expected a key "clouds" with named entries$/],
    [
      'has no such entry',
      'clouds: { one: {}, two: {} }',
      /clouds\.yaml: no cloud "simulated"; it has one, two$/,
    ],
    [
      'has something else than texts in the entry',
      'clouds: { simulated: { auth: { token: [canary], project_id: { canary: 1 } } } }',
      /cloud "simulated": expected texts, found something else at auth\.token, auth\.project_id$/,
    ],
    [
      'has no whole credentials in the entry',
      'clouds: { simulated: { auth: { username: canary, password: canary } } }',
      /cloud "simulated": expected a token, or ak and sk, or .*; found none of these complete$/,
    ],
  ])('refuses a clouds.yaml that %s, and repeats no value of it', async (_, text, message) => {
    await sandbox.write('clouds.yaml', text);
    const { code, out, err } = await watch({ OS_TOKEN: 'an unused one' });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.trimEnd()).toMatch(message);
    expect(err).not.toContain('canary');
  });

  it('says where it polled when there is no clouds.yaml', async () => {
    const { code, err } = await watch({ OS_CLIENT_CONFIG_FILE: '/nowhere/clouds.yaml' });
    expect(code).toBe(2);
    expect(err).toContain('--os-cloud simulated: no clouds.yaml found; searched /nowhere/clouds.yaml, ');
    expect(err).toContain(join(sandbox.home, '.config/openstack/clouds.yaml'));
  });

  it('says which clouds.yaml cannot be read', async () => {
    await mkdir(join(sandbox.cwd, 'clouds.yaml'));
    const { code, err } = await watch();
    expect(code).toBe(2);
    expect(err).toContain(`cannot read ${join(sandbox.cwd, 'clouds.yaml')} (EISDIR)`);
  });
});
