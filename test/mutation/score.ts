import { figure, percent, table } from '../../bench/table.ts';

/** What came of the mutants of one path, by the words of Stryker. */
export interface Judged {
  path: string;
  statuses: readonly string[];
}

/** The share of the mutants of a path that tests have to notification. */
export const lowestScore = 0.85;
/** The share of the changes planted in definitions, and in the template, that tests have to notification. */
export const lowestScorePlanted = 0.95;

const noticed = new Set(['Killed', 'Timeout']);
const missed = new Set(['Survived', 'NoCoverage']);

const countOf = (statuses: readonly string[], words: ReadonlySet<string>): number =>
  statuses.filter((status) => words.has(status)).length;

/**
 * The mutation score: noticed mutants by all that could run (stryker-mutator.io, "Mutant states and
 * metrics").
 */
export function scoreOf({ statuses }: Judged): number {
  const caught = countOf(statuses, noticed);
  return caught / (caught + countOf(statuses, missed));
}

/** All rows as one. */
export const total = (judged: readonly Judged[]): Judged => ({
  path: 'all',
  statuses: judged.flatMap(({ statuses }) => statuses),
});

/** A line for each path, and one for all. */
export function scoreTable(judged: readonly Judged[]): string {
  const rows = [...judged, total(judged)].map((one) => [
    one.path,
    figure(one.statuses.length),
    figure(countOf(one.statuses, noticed)),
    figure(countOf(one.statuses, missed)),
    percent(scoreOf(one)),
  ]);
  return table(['mutants of', 'made', 'noticed', 'missed', 'score'], rows);
}
