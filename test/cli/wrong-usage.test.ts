import { describe, expect, it } from 'vitest';
import { useSandbox } from '../support/sandbox.ts';

const env = { OS_TOKEN: 'a token', OS_PROJECT_ID: '0123456789abcdef', OS_REGION_NAME: 'eu-de' };

const sandbox = useSandbox();

describe('wrong usage', () => {
  it.each<[string, string[], string]>([
    [
      'an unknown flag',
      ['watch', 'abcdefgh', '--prject', 'x'],
      "unknown option '--prject'\n(Did you mean --project?)",
    ],
    ['an unknown command', ['wacht', 'abcdefgh'], "unknown command 'wacht'\n(Did you mean watch?)"],
    ['no job', ['watch'], "missing argument 'job-id'"],
    [
      'a flag without its value',
      ['watch', 'abcdefgh', '--deadline'],
      "option '--deadline <duration>' argument missing",
    ],
    [
      'an unknown cloud',
      ['watch', 'abcdefgh', '--cloud', 'aws'],
      "argument 'aws' is invalid. Allowed choices are otc, swiss-otc, huawei.",
    ],
    [
      'an unknown preset',
      ['watch', 'abcdefgh', '--polling', 'fast'],
      'Allowed choices are prompt, balanced, thrifty.',
    ],
    ['an unknown output', ['watch', 'abcdefgh', '--output', 'xml'], 'Allowed choices are text, json.'],
    ['a malformed id', ['watch', 'a/b'], 'JOB_ID: expected 8 to 64 letters, digits, "_" or "-", found "a/b"'],
    ['an empty id', ['watch', ''], 'JOB_ID: expected 8 to 64 letters, digits, "_" or "-", found ""'],
    [
      'a malformed project',
      ['watch', 'abcdefgh', '--project', 'x'],
      '--project or OS_PROJECT_ID: expected 8 to 64 letters, digits, "_" or "-", found "x"',
    ],
    [
      'a malformed service',
      ['watch', 'abcdefgh', '--service', 'S D'],
      '--service: expected a service name such as "sdrs", found "S D"',
    ],
    [
      'a label that is too long',
      ['watch', 'abcdefgh', '--label', `team=${'x'.repeat(256)}`],
      `--label team: expected string to have <=255 characters, found "${'x'.repeat(80)}"`,
    ],
    [
      'a deadline that is none',
      ['watch', 'abcdefgh', '--deadline', '1'],
      '--deadline: expected a duration from 1s to 30d such as "45m", "24h" or "7d", found "1"',
    ],
    ['a deadline too far', ['watch', 'abcdefgh', '--deadline', '31d'], 'expected a duration from 1s to 30d'],
    [
      'a patience that is none',
      ['watch', 'abcdefgh', '--patience', 'long'],
      '--patience: expected a duration such as "30s" or "2m", found "long"',
    ],
    [
      'an account of no configuration',
      ['watch', 'abcdefgh', '--account', 'prod'],
      '--account: no account "prod" in the configuration; configured: none',
    ],
    ['an argument too many', ['demo', 'now'], "too many arguments for 'demo'"],
    ['a port that is none', ['simulate', '--port', '70000'], 'Expected a port from 1 to 65535.'],
  ])('%s is one clear message and exit code 2', async (_, args, message) => {
    const { code, out, err } = await sandbox.run(args, { env });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^jobwatch: /);
    expect(err).toContain(message);
    expect(err).not.toMatch(/^ {4}at /m);
  });

  it('of a command points to the help of that command', async () => {
    expect((await sandbox.run(['watch', '--nonsense'])).err).toMatch(/\(see jobwatch watch --help\)\n$/);
    expect((await sandbox.run(['nonsense'])).err).toMatch(/\(see jobwatch --help\)\n$/);
  });

  it('of everything that an account needs is reported at once', async () => {
    const { code, err } = await sandbox.run(['watch', 'abcdefgh']);
    expect(code).toBe(2);
    expect(err.split('\n').slice(0, 3)).toEqual([
      expect.stringContaining('a project'),
      expect.stringContaining('a region'),
      expect.stringContaining('credentials'),
    ]);
  });

  it('without any command shows the help', async () => {
    const { code, err } = await sandbox.run([]);
    expect(code).toBe(2);
    expect(err).toMatch(/^Usage: jobwatch /);
  });
});

describe('a port that is taken', () => {
  it('is reported with what to do', async () => {
    const taken = new AbortController();
    let port = '';
    const first = sandbox.run(['simulate'], {
      interrupted: taken.signal,
      heard: (text) => {
        port = /127\.0\.0\.1:(\d+)/.exec(text)?.[1] ?? port;
        if (port !== '') void sandbox.run(['simulate', '--port', port]).then(second.resolve, second.reject);
      },
    });
    const second = Promise.withResolvers<{ code: number; err: string }>();
    const { code, err } = await second.promise;
    taken.abort();
    expect((await first).code).toBe(0);
    expect(code).toBe(2);
    expect(err).toBe(`jobwatch: --port: cannot use 127.0.0.1:${port} (EADDRINUSE); name another port.\n`);
  });
});

describe('--help', () => {
  it.each([
    ['jobwatch', []],
    ['jobwatch watch', ['watch']],
    ['jobwatch check', ['check']],
    ['jobwatch render', ['render']],
    ['jobwatch test-notification', ['test-notification']],
    ['jobwatch redrive', ['redrive']],
    ['jobwatch demo', ['demo']],
    ['jobwatch simulate', ['simulate']],
    ['jobwatch start', ['start']],
    ['jobwatch list', ['list']],
    ['jobwatch show', ['show']],
    ['jobwatch stop', ['stop']],
    ['jobwatch completion', ['completion']],
  ])('of %s has examples and exit codes, and is no failure', async (usage, command) => {
    const { code, out, err } = await sandbox.run([...command, '--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`Usage: ${usage}`);
    expect(out).toMatch(new RegExp(`^Examples?:\\n {2}jobwatch ${command[0] ?? '\\w+'}`, 'm'));
    expect(out).toMatch(/^Exit codes: 0 /m);
    expect(out.split('\n').every((line) => line.length <= 100)).toBe(true);
  });

  it('of watch names every flag and the credentials', async () => {
    const { out } = await sandbox.run(['watch', '--help']);
    const flags = [...out.matchAll(/^ {2}(--[a-z-]+) /gm)].map(([, flag]) => flag);
    expect(flags).toEqual([
      '--project',
      '--account',
      '--service',
      '--deadline',
      '--polling',
      '--label',
      '--cloud',
      '--region',
      '--endpoint',
      '--os-cloud',
      '--failed-since',
      '--config',
      '--output',
      '--patience',
    ]);
    for (const name of ['OS_TOKEN', 'OS_ACCESS_KEY', 'OS_SECRET_KEY', 'OS_SECURITY_TOKEN', 'OS_AUTH_URL']) {
      expect(out).toContain(name);
    }
  });
});
