import process from 'node:process';
import { Stryker } from '@stryker-mutator/core';
import { filesOf, mutated, testsOf } from './rooms.ts';
import { type Judged, lowestScore, scoreOf, scoreTable } from './score.ts';

const help = `Usage: npm run mutation                        changes every line that decides something, and asks whether a test notices
       npm run mutation -- lib/polling lib/job only these of: ${mutated.join(' ')}

Ends with 1 when fewer than ${lowestScore * 100} % of the mutants of one of them are noticed. Survivors are printed, and are in reports/.
`;

// The tests run in threads, where none can set the zone: in UTC nobody notices a time that is taken as local.
process.env['TZ'] = 'Asia/Tokyo';

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(help);
    return 0;
  }
  const unknown = args.filter((arg) => !mutated.some((path) => path === arg));
  if (unknown.length > 0) {
    console.error(`${unknown.join(' ')}: not a path that is mutated.\n${help}`);
    return 2;
  }
  const judged: Judged[] = [];
  for (const path of args.length > 0 ? args : mutated) judged.push(await judge(path));
  console.log(`\n${scoreTable(judged)}`);
  return judged.every((one) => scoreOf(one) >= lowestScore) ? 0 : 1;
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
