import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';

/** The page asks for jq, and for a curl that knows `%header{…}` (7.84); the scripts are bash's. */
const script = `command -v jq && test "$(curl -o /dev/null -s -w '%header{x}' file:///dev/null)" != '%header{x}'`;
const hasTools = spawnSync('bash', ['-c', script]).status === 0;

/** Scripts that are run as they stand in the page, where their tools are found. */
export function describeScripts(what: string, tests: () => void): void {
  const name = hasTools ? what : `${what} (skipped: bash, jq or curl ≥ 7.84 is not found here)`;
  describe.skipIf(!hasTools)(name, tests);
}
