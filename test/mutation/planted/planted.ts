import { it, type RunnerTask, TestRunner } from 'vitest';
import type { Mutant } from './mutants.ts';

/** Whether a test noticed a mutant. */
export interface Verdict {
  kind: string;
  where: string;
  isNoticed: boolean;
}

declare module 'vitest' {
  interface TaskMeta {
    verdicts?: Verdict[];
  }
}

/**
 * Declares the tests of a document, which have to pass, and behind them one test that runs them again for
 * each mutant, until one fails. It leaves the verdicts in its meta data. A suite for each mutant would say
 * the same in ten times the time.
 */
export function describeMutants<Document>(
  original: object,
  mutants: readonly Mutant[],
  {
    read,
    describeAll,
  }: { read: (unread: unknown) => Document; describeAll: (document: () => Document) => void },
): void {
  let document = read(original);
  describeAll(() => document);

  it('judges mutants', { timeout: 0 }, async ({ task }) => {
    const tests = testsIn(task.file.tasks).filter((test) => test !== task);
    const isNoticed = async (mutated: unknown): Promise<boolean> => {
      try {
        document = read(mutated);
        for (const test of tests) await TestRunner.getTestFn(test)();
        return false;
      } catch {
        return true;
      }
    };
    task.meta.verdicts = [];
    for (const { kind, where, mutated } of mutants) {
      task.meta.verdicts.push({ kind, where, isNoticed: await isNoticed(mutated()) });
    }
  });
}

const testsIn = (tasks: readonly RunnerTask[]): Extract<RunnerTask, { type: 'test' }>[] =>
  tasks.flatMap((task) => (task.type === 'test' ? [task] : testsIn(task.tasks)));
