import { describe, expect, it } from 'vitest';
import { useSandbox } from '../support/sandbox.ts';

const sandbox = useSandbox();

const right = `accounts:
  - id: prod
    cloud: otc
    region: eu-de
    project_id: 0123456789abcdef0123456789abcdef
    credentials: { kind: token, token: env:PROD_TOKEN }
destinations:
  - id: hook
    kind: webhook
    url: https://hooks.example/jobs
    sign: [env:NEW_SECRET, env:OLD_SECRET]
routes:
  - to: [hook]
polling: { preset: thrifty, deadline: 7d }
`;

const wrong = `accounts:
  - id: Prod
    cloud: otc
    region: eu-xx
    project_id: 0123456789abcdef0123456789abcdef
    credentials:
      kind: token
      token: MIIcanary
    colour: red
destinations:
  - id: hook
    kind: webhook
    url: https://canary:canary@hooks.example/
    sign: []
  - id: chat
    kind: pigeon
polling:
  preset: fast
  deadline: 31d
pollling: {}
`;

describe('jobwatch check', () => {
  it('says what a right configuration holds', async () => {
    await sandbox.write('jobwatch.yaml', right);
    const env = { PROD_TOKEN: 'a', NEW_SECRET: 'b', OLD_SECRET: 'c' };
    expect(await sandbox.run(['check'], { env })).toMatchObject({
      code: 0,
      err: '',
      out: 'jobwatch.yaml is valid: 1 account, 1 destination, 1 route, thrifty polling with a deadline of 7d.\n',
    });
  });

  it('notes the variables that are not set here, which is no problem', async () => {
    await sandbox.write('prod.yaml', right);
    const env = { NEW_SECRET: 'b', OLD_SECRET: '' };
    const { code, out } = await sandbox.run(['check', '--config', 'prod.yaml'], { env });
    expect(code).toBe(0);
    expect(out.split('\n').slice(1, -1)).toEqual([
      'Note: the file refers to env:PROD_TOKEN, but PROD_TOKEN is not set here.',
      'Note: the file refers to env:OLD_SECRET, but OLD_SECRET is not set here.',
    ]);
  });

  it('notes the variables of the keys of the HTTP API too', async () => {
    await sandbox.write('jobwatch.yaml', `${right}api: { keys: ['env:API_KEY'] }\n`);
    const env = { PROD_TOKEN: 'a', NEW_SECRET: 'b', OLD_SECRET: 'c' };
    expect((await sandbox.run(['check'], { env })).out).toContain('Note: the file refers to env:API_KEY');
  });

  it('says at which ports destinations may be', async () => {
    await sandbox.write(
      'jobwatch.yaml',
      `${right.replace('example/jobs', 'example:8443/jobs')}ports: [8443]\n`,
    );
    expect((await sandbox.run(['check'])).out).toContain('1 destination at port 443 and at 8443, 1 route,');
  });

  it('says which address has a port that is not allowed', async () => {
    await sandbox.write('jobwatch.yaml', right.replace('example/jobs', 'example:22/jobs'));
    const { code, err } = await sandbox.run(['check']);
    expect({ code, err }).toEqual({
      code: 2,
      err: 'jobwatch: jobwatch.yaml:10: destinations[0].url: port 22 is not allowed (only 443); correct the address, or add 22 to "ports" in the configuration\n',
    });
  });

  it('says which notifications are sent without routes', async () => {
    await sandbox.write('jobwatch.yaml', right.replace('routes:\n  - to: [hook]\n', ''));
    expect((await sandbox.run(['check'])).out).toContain(
      'no routes, so every destination gets every outcome,',
    );
  });

  it('says every problem at once with file, line and path, and repeats no literal secret', async () => {
    await sandbox.write('wrong.yaml', wrong);
    const { code, out, err } = await sandbox.run(['check', '--config', 'wrong.yaml']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    const problems = err
      .replace(/^jobwatch: /, '')
      .trimEnd()
      .split('\n')
      .map((line) => /^wrong\.yaml:(\d+): ([^:]+): /.exec(line)?.slice(1).join(' '));
    expect(problems).toEqual([
      '2 accounts[0].id',
      '8 accounts[0].credentials.token',
      '9 accounts[0].colour',
      '13 destinations[0].url',
      '14 destinations[0].sign',
      '16 destinations[1].kind',
      '18 polling.preset',
      '19 polling.deadline',
      '20 pollling',
    ]);
    expect(err).not.toContain('canary');
  });

  it('says which names lead nowhere', async () => {
    const stray = right.replace('to: [hook]', 'to: [hook, chta]').replace('eu-de', 'eu-xx');
    await sandbox.write('jobwatch.yaml', stray);
    const { code, err } = await sandbox.run(['check']);
    expect(code).toBe(2);
    expect(err).toContain('jobwatch.yaml:13: routes[0].to[1]: no destination "chta"; configured: hook');
    expect(err).toContain('jobwatch.yaml:4: accounts[0].region: "eu-xx" is not a region of otc');
  });

  it('says where a file stops being YAML', async () => {
    await sandbox.write('jobwatch.yaml', 'accounts:\n  - id: prod\n   cloud: otc\n');
    const { code, err } = await sandbox.run(['check']);
    expect(code).toBe(2);
    expect(err).toMatch(/^jobwatch: jobwatch\.yaml:3:\d+: not YAML: /);
  });

  it.each([
    ['the default one', [], 'cannot read jobwatch.yaml (ENOENT)'],
    ['a named one', ['--config', 'nowhere.yaml'], 'cannot read nowhere.yaml (ENOENT)'],
    ['a folder', ['--config', '.'], 'cannot read . (EISDIR)'],
  ])('says which file it cannot read: %s', async (_, flags, message) => {
    const { code, err } = await sandbox.run(['check', ...flags]);
    expect(code).toBe(2);
    expect(err).toBe(
      `jobwatch: ${message}: expected a configuration file; name another with --config FILE.\n`,
    );
  });
});
