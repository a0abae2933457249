import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { expect, it } from 'vitest';

const bench = (...args: string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, '../../bench/main.ts'), ...args], {
    encoding: 'utf8',
  });

it('--help lists every benchmark', () => {
  const { status, stdout } = bench('--help');
  expect(status).toBe(0);
  for (const name of ['polling', 'watch', 'functions', 'notification'])
    expect(stdout).toContain(`  ${name} `);
});

it('refuses unknown benchmarks, and measures nothing', () => {
  const { status, stdout, stderr } = bench('polling', 'pollling', '--fast', 'toString');
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toBe(
    'bench: expected polling, notification, fan-out, functions, watch, api, queue or --help, found pollling, --fast, toString\n',
  );
});
