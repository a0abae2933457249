import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';

const stories = (...args: string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], { encoding: 'utf8' });

describe('npm run stories', () => {
  it.each([
    [['--seeds', 'many'], 'stories: expected a whole number, found many\n'],
    [['--sed', '1'], "stories: Unknown option '--sed'"],
  ])('refuses %j', (args, message) => {
    const { status, stderr } = stories(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});
