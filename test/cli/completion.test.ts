import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { useSandbox } from '../support/sandbox.ts';

const sandbox = useSandbox();

const complete = async (...words: string[]) =>
  (await sandbox.run(['complete', '--', ...words])).out.split('\n').slice(0, -1);

describe('completion', () => {
  it.each<[string, string[], string[]]>([
    ['commands', ['st'], ['start', 'stop']],
    ['no hidden command', ['compl'], ['completion']],
    ['options of a command', ['list', '--s'], ['--status', '--since']],
    ['options after others', ['list', '--since', '1h', '--o'], ['--output']],
    ['values of an option', ['watch', '--polling', ''], ['prompt', 'balanced', 'thrifty']],
    ['values that begin so', ['list', '--status', 's'], ['succeeded', 'stopped']],
    ['kinds of channels', ['render', '--kind', 'slack'], ['slack', 'slack-bot']],
    ['values of an argument', ['completion', ''], ['bash', 'zsh', 'fish']],
    ['help everywhere', ['check', '--h'], ['--help']],
    ['nothing where a file is wanted', ['check', '--config', 'job'], []],
    ['nothing where a free text is wanted', ['stop', 'id', '--reason', ''], []],
    ['nothing of a command that is none', ['wacht', '--'], []],
  ])('knows %s', async (_, words, expected) => {
    expect(await complete(...words)).toEqual(expected);
  });

  it('names every command that the help names', async () => {
    const { out } = await sandbox.run(['--help']);
    const named = [...out.matchAll(/^ {2}([a-z][a-z-]+) +(?:\[|<|[a-z])/gm)].map(([, name]) => name);
    expect(await complete('')).toEqual(named.filter((name) => name !== 'jobwatch'));
  });

  it('refuses a shell that it does not know', async () => {
    const { code, err } = await sandbox.run(['completion', 'tcsh']);
    expect(code).toBe(2);
    expect(err).toContain('Allowed choices are bash, zsh, fish.');
  });

  const cli = join(import.meta.dirname, '../../lib/cli/main.ts');
  const shells = ['bash', 'zsh', 'fish'] as const;
  const isThere = (shell: string) => ['/bin', '/usr/bin'].some((folder) => existsSync(join(folder, shell)));

  it.skipIf(!isThere('bash'))('is what bash offers at Tab (skipped where there is no bash)', async () => {
    const script = `
      jobwatch() { "${process.execPath}" "${cli}" "$@"; }
      source <(jobwatch completion bash)
      COMP_WORDS=(jobwatch list --status s) COMP_CWORD=3
      _jobwatch
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = await promisify(execFile)('bash', ['-c', script]);
    expect(stdout).toBe('succeeded\nstopped\n');
  });

  it('completes at the first Tab in zsh, which takes the file in its fpath as the body of the function', async () => {
    const { out } = await sandbox.run(['completion', 'zsh']);
    expect(out).toMatch(/^if \[\[ "\$funcstack\[1\]" == _jobwatch \]\]; then _jobwatch "\$@"; else compdef/m);
  });

  it.each(shells)('has a script for %s that asks the command', async (shell) => {
    const { code, out } = await sandbox.run(['completion', shell]);
    expect(code).toBe(0);
    expect(out).toContain('jobwatch complete -- ');
    if (isThere(shell)) await promisify(execFile)(shell, ['-n', '-c', out]);
  });
});

it('says its version', async () => {
  const { code, out } = await sandbox.run(['--version']);
  expect([code, out]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
});
