import process from 'node:process';
import { Stryker } from '@stryker-mutator/core';
import { filesOf, mutated, testsOf } from './modules.ts';
import { judgeDefinitions, judgeTemplate } from './planted/judge.ts';
import { type Judged, lowestScore, lowestScorePlanted, scoreOf, scoreTable, total } from './score.ts';

/** The documents in which changes are planted, and what judges them. */
const planted: ReadonlyMap<string, () => Promise<Judged[]>> = new Map([
  ['definitions', judgeDefinitions],
  ['template', judgeTemplate],
]);
const all = [...mutated, ...planted.keys()];

const help = `Usage: npm run mutation                        changes every line that decides something, and asks whether a test notifications
       npm run mutation -- lib/polling lib/job only these of: ${all.join(' ')}

\`definitions\` are those of the state machines, \`template\` is the packaged one.

Ends with 1 when fewer than ${lowestScore * 100} % of the mutants of one path are noticed, or fewer than
${lowestScorePlanted * 100} % of those of definitions or template. Survivors are printed; those of paths are in reports/ too.
`;

// The tests run in threads, where a test cannot set the zone. In UTC, a time that is read as local goes
// unseen.
process.env['TZ'] = 'Asia/Tokyo';

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(help);
    return 0;
  }
  const unknown = args.filter((arg) => !all.some((one) => one === arg));
  if (unknown.length > 0) {
    console.error(`${unknown.join(' ')}: not something that is mutated.\n${help}`);
    return 2;
  }
  return judgeAll(args.length > 0 ? args : all);
}

async function judgeAll(asked: readonly string[]): Promise<number> {
  const rows: Judged[] = [];
  let isEnough = true;
  for (const one of asked) {
    const judgeDocument = planted.get(one);
    const judged = judgeDocument === undefined ? [await judge(one)] : await judgeDocument();
    rows.push(...judged);
    isEnough &&= scoreOf(total(judged)) >= (judgeDocument === undefined ? lowestScore : lowestScorePlanted);
  }
  console.log(`\n${scoreTable(rows)}`);
  return isEnough ? 0 : 1;
}

async function judge(path: string): Promise<Judged> {
  console.log(`\nThe mutants of ${path}, by the tests of ${testsOf(path)}`);
  const stryker = new Stryker({
    configFile: 'test/mutation/stryker.config.json',
    mutate: [filesOf(path)],
    vitest: { configFile: 'test/mutation/vitest.config.ts', dir: testsOf(path) },
    reporters: ['clear-text', 'html', process.stdout.isTTY ? 'progress' : 'progress-append-only'],
    htmlReporter: { fileName: `reports/mutation/${path.replaceAll('/', '-')}.html` },
  });
  const results = await stryker.runMutationTest();
  return { path, statuses: results.map(({ status }) => status) };
}
