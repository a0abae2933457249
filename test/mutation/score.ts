import { figure, percent, table } from '../../bench/table.ts';

/** What came of the mutants of one path, by the words of Stryker. */
export interface Judged {
  path: string;
  statuses: readonly string[];
}

/** The share of mutants that tests have to notice, in every row. */
export const lowestScore = 0.85;

const noticed = new Set(['Killed', 'Timeout']);
const missed = new Set(['Survived', 'NoCoverage']);

const countOf = (statuses: readonly string[], words: ReadonlySet<string>): number =>
  statuses.filter((status) => words.has(status)).length;

/** The mutation score: noticed mutants by all that could run (stryker-mutator.io, "Mutant states and metrics"). */
export function scoreOf({ statuses }: Judged): number {
  const caught = countOf(statuses, noticed);
  return caught / (caught + countOf(statuses, missed));
}

/** A line for each path, and one for all. */
export function scoreTable(judged: readonly Judged[]): string {
  const all = { path: 'all', statuses: judged.flatMap(({ statuses }) => statuses) };
  const rows = [...judged, all].map((one) => [
    one.path,
    figure(one.statuses.length),
    figure(countOf(one.statuses, noticed)),
    figure(countOf(one.statuses, missed)),
    percent(scoreOf(one)),
  ]);
  return table(['mutants of', 'made', 'noticed', 'missed', 'score'], rows);
}
