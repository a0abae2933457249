import type { Configuration } from '../../config/configuration.ts';
import { makeEngine } from '../../desk/engine.ts';
import type { Outcome } from '../../notice/notice.ts';
import { durationSeconds } from '../../polling/duration.ts';
import type { ResolveSecret } from '../../watch/ports.ts';
import { openDeskRecords } from '../desk-records.ts';
import { makeDeskSecrets, readAllSecrets } from '../desk-secrets.ts';
import { wireDesk } from '../desk-wiring.ts';
import { exitCodes } from '../exit-codes.ts';
import { letterKeeper } from '../letter-keeper.ts';
import { findConfiguration, withCloud } from '../read-files.ts';
import { makeReporter, type outputs, type Reporter } from '../report/reporter.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { whenInterrupted } from '../when-interrupted.ts';
import { howToGoOn } from './how-to-go-on.ts';
import { jobIdsOfInput } from './job-ids-of-input.ts';
import { findUnreachable } from './reach-endpoints.ts';
import { planWatches, type WatchFlags, type WatchPlan } from './watch-plan.ts';

/** The flags of `jobwatch watch`. */
export interface WatchCommandFlags extends WatchFlags {
  osCloud?: string | undefined;
  config?: string | undefined;
  output?: (typeof outputs)[number] | undefined;
  patience?: string | undefined;
}

/** `jobwatch watch JOB_ID…`: watches jobs to their ends and gives the exit code. Throws UsageError and WrongConfiguration before the first look. */
export async function watchCommand(
  jobs: readonly string[],
  flags: WatchCommandFlags,
  terminal: Terminal,
): Promise<number> {
  const patienceSeconds = patienceOf(flags);
  const env = await withCloud(flags.osCloud, terminal);
  const configuration = await findConfiguration(flags.config, terminal);
  const plan = planWatches(await jobIdsOf(jobs, terminal), flags, { env, configuration });
  const { now } = terminal.clock;
  const resolveSecret = makeDeskSecrets(env, now);
  await readAllSecrets({ accounts: accountsOf(plan), configuration }, resolveSecret);
  const reporter = makeReporter(flags.output ?? 'text', terminal, now);
  const run = { plan, configuration, resolveSecret, reporter, terminal, env };
  const outcomes = await watchAll(run, patienceSeconds);
  return exitCodeOf(outcomes, { plan, flags, terminal });
}

function patienceOf({ patience = '2m' }: WatchCommandFlags): number {
  const seconds = durationSeconds(patience);
  if (seconds !== undefined) return seconds;
  throw new UsageError(
    `--patience: expected a duration such as "30s" or "2m", found ${JSON.stringify(patience)}`,
  );
}

async function jobIdsOf(jobs: readonly string[], terminal: Terminal): Promise<string[]> {
  const lists = await Promise.all(
    jobs.map(async (job) => (job === '-' ? jobIdsOfInput(await terminal.readInput()) : [job])),
  );
  return lists.flat();
}

const accountsOf = ({ watches }: WatchPlan) => [...new Set(watches.map(({ account }) => account))];

interface Run {
  plan: WatchPlan;
  configuration: Configuration;
  resolveSecret: ResolveSecret;
  reporter: Reporter;
  terminal: Terminal;
  env: Terminal['env'];
}

/** How each job of the plan ended; undefined for a watch that was interrupted. */
async function watchAll(
  { plan, reporter, terminal, ...rest }: Run,
  patienceSeconds: number,
): Promise<(Outcome | undefined)[]> {
  const { clock, interrupted } = terminal;
  const records = await openDeskRecords(terminal);
  const keepDeadLetter = letterKeeper(terminal);
  const desk = wireDesk({
    ...rest,
    accounts: plan.accounts,
    clock,
    keepDeadLetter,
    records,
    signal: interrupted,
  });
  const engine = makeEngine({ steps: desk.steps, clock, on: reporter.on });
  whenInterrupted(interrupted, engine.stop);
  try {
    const unreachable = await findUnreachable(plan.watches, desk.askJob, { clock, signal: interrupted });
    const outcomes = await Promise.all(
      plan.watches.map(async (watch) => {
        const reason = unreachable.get(watch.account);
        if (reason === undefined) return engine.watch(watch);
        reporter.on({ event: 'end', jobId: watch.request.job_id, outcome: 'unreachable', reason });
        return 'unreachable';
      }),
    );
    await engine.settle(patienceSeconds, interrupted);
    reporter.finish();
    return outcomes;
  } finally {
    // It waits for requests under way, and somebody who interrupts does not.
    if (!interrupted.aborted) await desk.close();
    records.close();
  }
}

function exitCodeOf(
  outcomes: readonly (Outcome | undefined)[],
  { plan, flags, terminal }: { plan: WatchPlan; flags: WatchCommandFlags; terminal: Terminal },
): number {
  const ended = outcomes.filter((outcome) => outcome !== undefined);
  if (ended.length === outcomes.length) return Math.max(...ended.map((outcome) => exitCodes[outcome]));
  const left = plan.watches
    .filter((_, index) => outcomes[index] === undefined)
    .map(({ request }) => request.job_id);
  const whatGoesOn = left.length === 1 ? 'The job goes' : 'The jobs go';
  terminal.err(
    `\nStopped. ${whatGoesOn} on in the cloud; watch again with:\n  ${howToGoOn(left, flags, terminal.env)}\n`,
  );
  return exitCodes.interrupted;
}
