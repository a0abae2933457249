import type { Benchmark } from './benchmark.ts';
import { seededRandom } from './random.ts';
import { type Schedule, schedules } from './schedules.ts';
import { figure, percent, table, times } from './table.ts';
import { mean, quantile } from './timing.ts';

const shortestSeconds = 15;
const longestSeconds = 24 * 3_600;
/** AWS price of Standard Workflows in most regions. Wait, Task and Choice are one transition each. */
const usdPerTransition = 0.025 / 1_000;
const transitionsPerPoll = 3;

/**
 * The score of one schedule on a mix of jobs. Jobs that it gives up on count in `polls` but not in the
 * delays.
 */
export interface Score {
  name: string;
  polls: number;
  /** The mean of delay ÷ duration over the jobs. */
  relativeDelay: number;
  p95DelaySeconds: number;
  givesUp: number;
}

/** `npm run bench polling`: compares how often each client polls and how late it detects an end. */
export const polling: Benchmark = {
  about: 'polls, delay and cost of our presets and of other clients’ schedules on one mix of jobs',
  run: async () => pollingReport(20_000),
};

/** Reports the scores of all schedules for a number of jobs. */
export function pollingReport(jobs: number): string {
  const durations = logUniform(jobs);
  const scores = schedules.map((schedule) => scoreOf(schedule, durations));
  const baseline = scores.find(({ name }) => name === 'balanced');
  const rows = scores.map((score) => [
    score.name,
    figure(score.polls),
    times(score.polls / (baseline?.polls ?? Number.NaN)),
    percent(score.relativeDelay),
    times(score.relativeDelay / (baseline?.relativeDelay ?? Number.NaN)),
    `${figure(score.p95DelaySeconds)} s`,
    percent(score.givesUp),
    figure(1_000 * score.polls * transitionsPerPoll * usdPerTransition),
  ]);
  return `${figure(jobs)} jobs, with log-uniform durations from 15 s to 24 h. A poll takes no time. × is the ratio to balanced.

${table(head, rows)}

If a schedule gives up, its delays cover only the shorter jobs. USD: Step Functions, for 1,000 watches.`;
}

const head = ['schedule', 'polls', '×', 'delay ÷ duration', '×', 'p95 delay', 'gives up', 'USD'];

/**
 * Returns durations in seconds, the same in every run. Log-uniform: as many are between 1 and 2 minutes as
 * between 1 and 2 hours.
 */
function logUniform(count: number): number[] {
  const random = seededRandom(1);
  return Array.from(
    { length: count },
    () => shortestSeconds * (longestSeconds / shortestSeconds) ** random(),
  );
}

/** Watches every job with the schedule and returns the score. */
export function scoreOf(schedule: Schedule, durations: readonly number[]): Score {
  const random = seededRandom(2);
  const watched = durations.map((seconds, index) => watch(schedule, { id: `job-${index}`, random, seconds }));
  const seen = watched.filter(({ delaySeconds }) => delaySeconds !== undefined);
  return {
    name: schedule.name,
    polls: mean(watched.map(({ polls }) => polls)),
    relativeDelay: mean(seen.map(({ delaySeconds = 0, seconds }) => delaySeconds / seconds)),
    p95DelaySeconds: quantile(
      seen.map(({ delaySeconds = 0 }) => delaySeconds),
      0.95,
    ),
    givesUp: 1 - seen.length / watched.length,
  };
}

interface Job {
  id: string;
  random: () => number;
  seconds: number;
}

/** Polls one job until a poll sees its end. `delaySeconds` is absent if the schedule gives up first. */
function watch(
  { start, giveUpAfterPolls = Infinity, giveUpAfterSeconds = Infinity, lateSeconds = 0 }: Schedule,
  job: Job,
): { polls: number; seconds: number; delaySeconds?: number } {
  const wait = start(job);
  const { seconds } = job;
  let polls = 0;
  let elapsed = wait(0, 0);
  while (polls < giveUpAfterPolls && elapsed <= giveUpAfterSeconds) {
    polls += 1;
    if (elapsed >= seconds) return { polls, seconds, delaySeconds: elapsed - seconds + lateSeconds };
    elapsed += wait(polls, elapsed);
  }
  return { polls, seconds };
}
