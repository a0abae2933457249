import { createVitest } from 'vitest/node';
import { packageExample } from '../../packaging/packaged.ts';
import type { Judged } from '../score.ts';
import type { Verdict } from './planted.ts';

/**
 * Plants every change in the two definitions, and asks the tests of the definitions. Returns a row for each
 * kind of change.
 */
export const judgeDefinitions = (): Promise<Judged[]> => judge('definitions', {});

/** Packages the project, plants every change in its template, and asks the tests of the template. */
export async function judgeTemplate(): Promise<Judged[]> {
  const packaged = await packageExample();
  try {
    return await judge('template', packaged.template);
  } finally {
    await packaged.remove();
  }
}

async function judge(document: string, template: object): Promise<Judged[]> {
  console.log(`\nThe mutants of the ${document}, by the tests of the ${document}`);
  const vitest = await createVitest('test', {
    config: 'test/mutation/planted/vitest.config.ts',
    dir: 'test/mutation/planted',
    watch: false,
    reporters: [{}],
  });
  try {
    vitest.provide('template', template);
    const { testModules, unhandledErrors } = await vitest.start([`${document}.planted`]);
    const tests = testModules.flatMap((module) => [...module.children.allTests()]);
    const errors = [
      ...unhandledErrors,
      ...testModules.flatMap((module) => module.errors()),
      ...tests.flatMap((test) => test.result().errors ?? []),
    ];
    if (errors.length > 0) {
      throw new Error(`The ${document}, unchanged, cannot be judged: ${errors.map(messageOf).join('\n')}`);
    }
    return rowsOf(
      document,
      tests.flatMap((test) => test.meta().verdicts ?? []),
    );
  } finally {
    await vitest.close();
  }
}

const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);

function rowsOf(document: string, verdicts: readonly Verdict[]): Judged[] {
  if (verdicts.length === 0) throw new Error(`The ${document} has no mutants.`);
  for (const { where, isNoticed } of verdicts) if (!isNoticed) console.log(`survived: ${where}`);
  return [...Map.groupBy(verdicts, ({ kind }) => kind)].map(([kind, all]) => ({
    path: `${document}: ${kind}`,
    statuses: all.map(({ isNoticed }) => (isNoticed ? 'Killed' : 'Survived')),
  }));
}
