import { makeEngine } from '../../local/engine.ts';
import type { Outcome } from '../../notification/notification.ts';
import { durationSeconds } from '../../polling/duration.ts';
import { withProjectId } from '../account/project-by-name.ts';
import { deadLetterKeeper } from '../dead-letter-keeper.ts';
import { exitCodes } from '../exit-codes.ts';
import { makeLocalSecrets, readAllSecrets } from '../local-secrets.ts';
import { openLocalStore } from '../local-store.ts';
import { wireLocal } from '../local-wiring.ts';
import { findConfiguration, withCloud } from '../read-files.ts';
import { makeReporter, type outputs, type Reporter } from '../report/reporter.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { whenInterrupted } from '../when-interrupted.ts';
import { howToGoOn } from './how-to-go-on.ts';
import { readJobIds } from './job-ids-of-input.ts';
import {
  isFailedSince,
  type PlanContext,
  type PlannedWatches,
  planFailedSince,
} from './plan-failed-since.ts';
import { findUnreachable } from './reach-endpoints.ts';
import { planWatches, type WatchFlags, type WatchPlan } from './watch-plan.ts';

/** The flags of `jobwatch watch`. */
export interface WatchCommandFlags extends WatchFlags {
  failedSince?: string | undefined;
  osCloud?: string | undefined;
  config?: string | undefined;
  output?: (typeof outputs)[number] | undefined;
  patience?: string | undefined;
}

/**
 * `jobwatch watch JOB_ID…`, or `--failed-since` in place of ids: watches jobs to their ends and gives the exit code. Throws
 * UsageError and WrongConfiguration before the first poll.
 */
export async function watchCommand(
  jobs: readonly string[],
  flags: WatchCommandFlags,
  terminal: Terminal,
): Promise<number> {
  const patienceSeconds = patienceOf(flags);
  const env = await withProjectId(flags, await withCloud(flags.osCloud, terminal), terminal);
  const configuration = await findConfiguration(flags.config, terminal);
  const resolveSecret = makeLocalSecrets(env, terminal.clock.now);
  const context = { configuration, resolveSecret, terminal, env };
  const { plan, atLeast } = isFailedSince(flags)
    ? await planFailedSince(jobs, flags, context)
    : await planGiven(jobs, flags, context);
  if (plan.watches.length === 0) return atLeast;
  const reporter = makeReporter(flags.output ?? 'text', terminal, terminal.clock.now);
  const outcomes = await watchAll({ ...context, plan, reporter }, patienceSeconds);
  return Math.max(atLeast, exitCodeOf(outcomes, { plan, flags, terminal }));
}

async function planGiven(
  jobs: readonly string[],
  flags: WatchFlags,
  { configuration, resolveSecret, terminal, env }: PlanContext,
): Promise<PlannedWatches> {
  if (jobs.length === 0)
    throw new UsageError("missing required argument 'job-id': give ids of jobs, or --failed-since DURATION");
  const plan = planWatches(await readJobIds(jobs, terminal), flags, { env, configuration });
  await readAllSecrets({ accounts: accountsOf(plan), configuration }, resolveSecret);
  return { plan, atLeast: exitCodes.succeeded };
}

function patienceOf({ patience = '2m' }: WatchCommandFlags): number {
  const seconds = durationSeconds(patience);
  if (seconds !== undefined) return seconds;
  throw new UsageError(
    `--patience: expected a duration such as "30s" or "2m", found ${JSON.stringify(patience)}`,
  );
}

const accountsOf = ({ watches }: WatchPlan) => [...new Set(watches.map(({ account }) => account))];

interface Run extends PlanContext {
  plan: WatchPlan;
  reporter: Reporter;
}

/** How each job of the plan ended; undefined for a watch that was interrupted. */
async function watchAll(
  { plan, reporter, terminal, ...rest }: Run,
  patienceSeconds: number,
): Promise<(Outcome | undefined)[]> {
  const { clock, interrupted } = terminal;
  const store = await openLocalStore(terminal);
  const keepDeadLetter = deadLetterKeeper(terminal);
  const local = wireLocal({
    ...rest,
    accounts: plan.accounts,
    clock,
    keepDeadLetter,
    store,
    signal: interrupted,
  });
  const engine = makeEngine({ steps: local.steps, clock, on: reporter.on });
  whenInterrupted(interrupted, engine.stop);
  try {
    const unreachable = await findUnreachable(plan.watches, local.askJob, { clock, signal: interrupted });
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
    if (!interrupted.aborted) await local.close();
    store.close();
  }
}

function exitCodeOf(
  outcomes: readonly (Outcome | undefined)[],
  { plan, flags, terminal }: { plan: WatchPlan; flags: WatchCommandFlags; terminal: Terminal },
): number {
  const ended = outcomes.filter((outcome) => outcome !== undefined);
  if (ended.length === outcomes.length) return Math.max(0, ...ended.map((outcome) => exitCodes[outcome]));
  const left = plan.watches
    .filter((_, index) => outcomes[index] === undefined)
    .map(({ request }) => request.job_id);
  // The flag finds them again.
  const named = flags.failedSince === undefined ? left : [];
  const whatGoesOn = left.length === 1 ? 'The job goes' : 'The jobs go';
  terminal.err(
    `\nStopped. ${whatGoesOn} on in the cloud; watch again with:\n  ${howToGoOn(named, flags, terminal.env)}\n`,
  );
  return exitCodes.interrupted;
}
