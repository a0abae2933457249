import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';

/** Checks for bash, jq, and a curl with `%header{…}` (7.84), which the page requires. */
const script = `command -v jq && test "$(curl -o /dev/null -s -w '%header{x}' file:///dev/null)" != '%header{x}'`;
const hasTools = spawnSync('bash', ['-c', script]).status === 0;

/** Describes tests that run the scripts of the page. Skips them if their tools are missing. */
export function describeScripts(what: string, tests: () => void): void {
  const name = hasTools ? what : `${what} (skipped: bash, jq or curl ≥ 7.84 not found)`;
  describe.skipIf(!hasTools)(name, tests);
}
