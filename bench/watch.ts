import { storyNames } from '../lib/simulator/stories.ts';
import type { Benchmark } from './benchmark.ts';
import { figure, table, times } from './table.ts';
import { quantile } from './timing.ts';
import { idleUsage, type WatchedCrowd, watchCrowd } from './watched-crowd.ts';

/** All stories except the one that needs a new token: a token from the environment cannot be renewed. */
const stories = storyNames.filter((name) => name !== 'expires-token');
const mebibyte = 2 ** 20;

/** `npm run bench watch`: measures one local process that watches many jobs at once. */
export const watch: Benchmark = {
  about: 'one jobwatch process with 100 and 1,000 concurrent jobs on a simulated cloud (takes three minutes)',
  run: async () => {
    const plan = { shortestSeconds: 15, longestSeconds: 60, stories };
    const flags = ['--polling', 'prompt', '--deadline', '75s'];
    const few = await watchCrowd({ ...plan, jobs: 100 }, flags);
    const many = await watchCrowd({ ...plan, jobs: 1_000 }, flags);
    return crowdReport([few, many], (await idleUsage()).peakBytes);
  },
};

/** Compares crowds. The ratio is to the first. The memory per job excludes that of an idle process. */
export function crowdReport(crowds: readonly WatchedCrowd[], idleBytes: number): string {
  const [first] = crowds;
  const rows = crowds.map((crowd) => [
    figure(crowd.jobs),
    figure(crowd.wallSeconds),
    figure(crowd.polls / crowd.wallSeconds),
    figure((crowd.cpuSeconds * 1_000) / crowd.polls),
    figure(crowd.longestPauseMs),
    figure(quantile(crowd.delaysSeconds, 0.95)),
    figure(crowd.peakBytes / mebibyte),
    times(crowd.peakBytes / (first?.peakBytes ?? Number.NaN)),
    figure((crowd.peakBytes - idleBytes) / crowd.jobs / 1_024),
    figure(crowd.faults.length),
  ]);
  const faults = crowds.flatMap((crowd) => crowd.faults.map((fault) => `- of ${crowd.jobs}: ${fault}`));
  return `${table(head, rows)}

An idle process (\`jobwatch --help\`) takes ${figure(idleBytes / mebibyte)} MiB. Lost or wrong: jobs that do not have exactly one outcome, the one of the cloud.
${faults.slice(0, 10).join('\n')}`.trimEnd();
}

const head = [
  'jobs',
  'wall s',
  'polls/s',
  'CPU ms/poll',
  'longest pause ms',
  'p95 delay s',
  'peak MiB',
  '×',
  'KiB/job',
  'lost or wrong',
];
