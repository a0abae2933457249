import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';

/**
 * Runs the cases of the whole stack on moto. Skips them in one line where Python has no moto; where it has
 * one that does not serve, the run fails.
 */
const hasMoto = spawnSync('python3', ['-c', 'import moto']).status === 0;
if (hasMoto) {
  const root = join(import.meta.dirname, '../..');
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const parameters = [vitest, 'run', '--config', 'test/stack/vitest.config.ts', ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, parameters, { cwd: root, stdio: 'inherit' });
  process.exitCode = status ?? 1;
} else {
  console.log(
    'Skipped the test of the whole stack: python3 finds no moto (pip install "moto[all,server]==5.2.1").',
  );
}
