import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';

const stories = (...args: string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], { encoding: 'utf8' });

describe('npm run stories', () => {
  it('tells a table and the number of broken promises', () => {
    const { status, stdout } = stories('--seeds', '3', '--from', '5');
    expect(stdout).toMatch(/^\| fault .*\| broken \|/);
    expect(stdout).toMatch(/\n\| all stories +\| +3 \|/);
    expect(stdout).toMatch(/\n3 stories in \d+ s, 0 broken promises\n$/);
    expect(status).toBe(0);
  });

  it('tells one story, look by look', () => {
    const { status, stdout } = stories('--seed', '4');
    expect(stdout).toMatch(/^\{\n {2}"seed": 4,/);
    expect(stdout).toMatch(/\nlook 1 /);
    expect(stdout).toMatch(/\noutcome \w+/);
    expect(status).toBe(0);
  });

  it.each([
    [['--seeds', 'many'], 'stories: expected a whole number, found many\n'],
    [['--sed', '1'], "stories: Unknown option '--sed'"],
  ])('refuses %j', (args, message) => {
    const { status, stderr } = stories(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});
