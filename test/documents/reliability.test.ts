import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { playMatrix, readPage } from '../stories/matrix.ts';
import { shellLines, type Trials, tryCommand } from './document-commands.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/reliability.md'), 'utf8');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Returns what the command prints. Rejects unless its exit code is 0. */
async function printed(command: string): Promise<string> {
  const [, words = ''] = command.split(' -- ');
  const [, ...script] = scripts.stories.split(' ');
  const { stdout } = await promisify(execFile)(process.execPath, [...script, ...words.split(' ')], {
    cwd: root,
  });
  return stdout;
}

const trials: Trials = [
  [
    /^npm run stories -- --seeds 1000 --from 1$/,
    async (command) => {
      // A thousand take half a minute.
      const report = await printed(command.replace('1000', '3'));
      expect(report).toMatch(/^\| fault .*\| broken \|/);
      expect(report).toMatch(/\n\| all stories +\| +3 \|/);
      expect(report).toMatch(/\n3 stories in \d+ s, 0 broken promises\n$/);
    },
  ],
  [
    /^npm run stories -- --seed \d+$/,
    async (command) => {
      const report = await printed(command);
      expect(report).toMatch(/^\{\n {2}"seed": 4711,/);
      expect(report).toMatch(/\npoll 1 /);
      expect(report).toMatch(/\noutcome \w+/);
    },
  ],
  [
    /^npm run stories -- --matrix$/,
    async () => {
      // The command would rewrite the page. Instead every row is played and compared with the page.
      const [{ tables }, { lines, violated }] = await Promise.all([readPage(), playMatrix()]);
      const rows = tables.split('\n').filter((line) => /^\| (?!fault |---)/.test(line));
      expect(lines).toEqual(rows);
      expect(violated).toEqual([]);
    },
  ],
];

describe('a command of the page about reliability', () => {
  it.each(shellLines(page))('does what the page says: %s', { timeout: 120_000 }, (command) =>
    tryCommand(trials, command),
  );
});
