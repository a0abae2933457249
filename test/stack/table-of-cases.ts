import type { Reporter, TestModule } from 'vitest/node';
import { table } from '../../bench/table.ts';

/** Prints each case with its result and time, before the summary. */
export class TableOfCases implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((one) => [...one.children.allTests()]);
    const rows = tests.map((test) => [
      test.fullName,
      test.result().state,
      `${((test.diagnostic()?.duration ?? 0) / 1_000).toFixed(1)} s`,
    ]);
    const passed = tests.filter((test) => test.result().state === 'passed').length;
    console.log(`\n${table(['case', 'result', 'time'], rows)}\n`);
    console.log(`Whole stack: ${passed} of ${tests.length} cases passed.`);
  }
}
