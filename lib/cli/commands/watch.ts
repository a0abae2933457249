import { Option } from 'commander';
import { makeSaveDeadLetter } from '../../local/dead-letters.ts';
import { makeEngine } from '../../local/engine.ts';
import { openLocalStore } from '../../local/open-store.ts';
import { makeLocalSecrets, readAllSecrets } from '../../local/secrets.ts';
import { wireLocal } from '../../local/wiring.ts';
import type { Outcome } from '../../notification/notification.ts';
import { durationSeconds } from '../../polling/duration.ts';
import { clouds } from '../../watch/account.ts';
import { withProjectId } from '../account/project-by-name.ts';
import { addRequestOptions, type DefineCommand, outputOption } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import {
  isFailedSince,
  type PlanContext,
  type PlannedWatches,
  planFailedSince,
} from '../plan/failed-since.ts';
import { planWatches, type WatchFlags, type WatchPlan } from '../plan/plan-watches.ts';
import { findUnreachable } from '../plan/reach-endpoints.ts';
import { readJobIds } from '../plan/read-job-ids.ts';
import { findConfiguration, withCloud } from '../read-files.ts';
import { makeReporter, type outputs, type Reporter } from '../report/reporter.ts';
import { shellCommand } from '../shell-command.ts';
import { type Terminal, whenInterrupted } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

const help = `
Credentials come from the environment: OS_TOKEN; or OS_ACCESS_KEY and OS_SECRET_KEY
(and OS_SECURITY_TOKEN); or OS_AUTH_URL, OS_USERNAME, OS_PASSWORD and OS_USER_DOMAIN_NAME.

Exit codes: 0 succeeded, 1 failed, 2 wrong usage or configuration, 3 timed out,
4 unreachable, 130 interrupted. With several jobs: the highest code. With --failed-since:
0 if nothing failed, 4 if a list could not be read completely.

Examples:
  jobwatch watch ff8080826b45d4a5016b5036242c0025 --region eu-de
  jobwatch watch ff8080826b45d4a5016b5036242c0025 --output json | tail -n 1
  curl … | jobwatch watch - --deadline 2h
  jobwatch watch --failed-since 1h --region eu-de
`;

/** `jobwatch watch`. */
export const defineWatch: DefineCommand = (command, { terminal, done }) =>
  addRequestOptions(command)
    .argument('[job-id...]', 'ids of jobs; "-" reads API answers such as {"job_id": "…"} from standard input')
    .addOption(
      new Option('--cloud <name>', 'the cloud (default: from OS_AUTH_URL, else otc)').choices(clouds),
    )
    .option('--region <name>', 'the region (OS_REGION_NAME)')
    .option('--endpoint <url>', 'the URL of the job API (default: the one of the region)')
    .option('--os-cloud <name>', 'read credentials, project and region from this entry of clouds.yaml')
    .option(
      '--failed-since <duration>',
      'instead of ids: report the failures that the cloud lists for the last 1h, 2d …',
    )
    .option('--config <file>', 'accounts, destinations and routes (default: jobwatch.yaml if it exists)')
    .addOption(outputOption())
    .option('--patience <duration>', 'time for deliveries after the last job has ended (default: 2m)')
    .addHelpText('after', help)
    .action(async (jobs: string[], flags: WatchCommandFlags) => done(await watch(jobs, flags, terminal)));

/** The flags of `jobwatch watch`. */
export interface WatchCommandFlags extends WatchFlags {
  failedSince?: string | undefined;
  osCloud?: string | undefined;
  config?: string | undefined;
  output?: (typeof outputs)[number] | undefined;
  patience?: string | undefined;
}

/**
 * Watches jobs to their ends and returns the exit code. Throws UsageError and WrongConfiguration before the
 * first poll.
 */
export async function watch(
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
    throw new UsageError("missing argument 'job-id': give ids of jobs, or --failed-since DURATION");
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

/** Returns the outcome of each job of the plan; undefined for an interrupted watch. */
async function watchAll(
  { plan, reporter, terminal, ...rest }: Run,
  patienceSeconds: number,
): Promise<(Outcome | undefined)[]> {
  const { clock, interrupted } = terminal;
  const store = await openLocalStore(terminal);
  const saveDeadLetter = makeSaveDeadLetter(terminal);
  const local = wireLocal({
    ...rest,
    accounts: plan.accounts,
    clock,
    saveDeadLetter,
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
    // Closing waits for requests in flight; after an interruption nobody wants to wait.
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
  // --failed-since finds the jobs again.
  const named = flags.failedSince === undefined ? left : [];
  const continues = left.length === 1 ? 'The job continues' : 'The jobs continue';
  const again = shellCommand(['watch', ...named], flags, terminal.env);
  terminal.err(`\nStopped. ${continues} in the cloud; watch again with:\n  ${again}\n`);
  return exitCodes.interrupted;
}
