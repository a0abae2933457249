import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mutated, testsOf } from './modules.ts';
import { scoreOf, scoreTable } from './score.ts';

const root = join(import.meta.dirname, '../..');
const judged = (...statuses: string[]) => ({ path: 'lib/job', statuses });

describe('the mutation score', () => {
  it.each([
    [judged('Killed', 'Killed', 'Killed', 'Survived'), 0.75],
    [judged('Killed', 'Timeout'), 1],
    [judged('Killed', 'NoCoverage'), 0.5],
    [judged('Killed', 'RuntimeError', 'CompileError', 'Ignored'), 1],
  ])('of %j is %d', (one, score) => {
    expect(scoreOf(one)).toBe(score);
  });

  it('is stated for each path and for all', () => {
    const other = { path: 'lib/watch', statuses: ['Survived', 'Killed'] };
    expect(
      scoreTable([judged('Killed', 'Killed'), other])
        .split('\n')
        .slice(2),
    ).toEqual([
      '| lib/job    |    2 |       2 |      0 | 100 % |',
      '| lib/watch  |    2 |       1 |      1 |  50 % |',
      '| all        |    4 |       3 |      1 |  75 % |',
    ]);
  });
});

it.each(mutated)('%s has its folder of tests', (path) => {
  expect(existsSync(join(root, path))).toBe(true);
  expect(existsSync(join(root, testsOf(path)))).toBe(true);
});
