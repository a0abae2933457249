import { nextWaitSeconds } from '../lib/polling/next-wait.ts';
import { type PollingPolicy, presetNames, presets } from '../lib/polling/presets.ts';

/**
 * Returns the seconds from the start of the job to the first poll (`polls` 0), or from the last poll to the
 * next.
 */
export type Wait = (polls: number, elapsedSeconds: number) => number;

/** How a client polls a job that it started itself. */
export interface Schedule {
  name: string;
  /** Starts the schedule of one job. `random` is the client's own jitter. */
  start: (job: { id: string; random: () => number }) => Wait;
  giveUpAfterPolls?: number;
  giveUpAfterSeconds?: number;
  /** The seconds from the poll to the client's report. */
  lateSeconds?: number;
}

/**
 * An hour after the longest job of the mix. A watch never waits beyond its deadline, so a deadline of 24 h
 * would shorten the last wait of a long job, and with it the measured delay.
 */
const deadlineAt = 25 * 3_600_000;

const ours = (name: string, policy: PollingPolicy): Schedule => ({
  name,
  start: ({ id }) => {
    const turn = { policy, jobId: id, beganAt: 0, deadlineAt };
    return (polls, elapsedSeconds) =>
      polls === 0 ? 0 : nextWaitSeconds({ ...turn, polls, now: elapsedSeconds * 1_000 });
  },
});

/** Waits `firstAfterSeconds` before the first poll, and `seconds` between polls. */
const every = (seconds: number, firstAfterSeconds: number): Schedule['start'] => {
  const wait: Wait = (polls) => (polls === 0 ? firstAfterSeconds : seconds);
  return () => wait;
};

/** Multiplies the wait by a factor after each poll, up to a cap in seconds. */
const growing = (
  { first, factor, cap }: { first: number; factor: number; cap: number },
  firstAfterSeconds = 0,
): Schedule['start'] => {
  const wait: Wait = (polls) =>
    polls === 0 ? firstAfterSeconds : Math.min(cap, first * factor ** (polls - 1));
  return () => wait;
};

/**
 * Exponential back-off with jitter: a random wait between 2 s and a ceiling. When the ceiling has reached 120
 * s, every wait is 120 s.
 */
const smithyWaiter: Schedule['start'] = ({ random }) => {
  const [minSeconds, maxSeconds] = [2, 120];
  const steadyFrom = Math.log2(maxSeconds / minSeconds) + 1;
  return (polls) => {
    if (polls === 0) return 0;
    if (polls > steadyFrom) return maxSeconds;
    return minSeconds + random() * (Math.min(maxSeconds, minSeconds * 2 ** (polls - 1)) - minSeconds);
  };
};

const fullJitter: Schedule['start'] = ({ random }) => {
  return (polls) => (polls === 0 ? 0 : Math.max(1, random() * Math.min(300, 5 * 1.5 ** (polls - 1))));
};

/** The default schedules, from the clients' own code. */
const others: Schedule[] = [
  { name: 'Step Functions job-poller sample', start: every(60, 60) },
  { name: 'aws/agent-toolkit-for-aws loop', start: every(60, 300) },
  { name: '@smithy/util-waiter 4.6', start: smithyWaiter },
  { name: 'Lambda durable waitForCondition 2.4', start: fullJitter, giveUpAfterPolls: 60 },
  {
    name: 'Google Workflows connectors',
    start: growing({ first: 1.25, factor: 1.25, cap: 60 }, 1),
    giveUpAfterSeconds: 1_800,
  },
  { name: 'google-gax 5', start: growing({ first: 0.1, factor: 1.3, cap: 60 }) },
  { name: '@azure/core-lro 3', start: every(2, 0) },
  { name: 'Terraform StateChangeConf', start: growing({ first: 0.2, factor: 2, cap: 10 }) },
  { name: 'gophertelekomcloud SDRS', start: every(6, 1), giveUpAfterSeconds: 600, lateSeconds: 5 },
  { name: 'Temporal, Airflow (every 60 s)', start: every(60, 0) },
];

/** Our presets and the other clients' schedules. */
export const schedules: readonly Schedule[] = [
  ...presetNames.map((name) => ours(name, presets[name])),
  ...others,
];
