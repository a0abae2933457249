import { randomBytes } from 'node:crypto';
import { Option } from 'commander';
import * as z from 'zod';
import { JobId } from '../../job/ids.ts';
import { Duration, durationSeconds } from '../../polling/duration.ts';
import { WatchesUnavailable } from '../../watch/errors.ts';
import {
  type RehearsalOutcome,
  rehearsalAccount,
  rehearsalJobId,
  rehearsalOutcomes,
} from '../../watch/rehearsal.ts';
import { watchId } from '../../watch/watch-id.ts';
import type { WatchView } from '../../watch/watch-view.ts';
import { WatchRequest } from '../../workflow/watch-request.ts';
import { addPlaceOptions, type DefineCommand, outputOption } from '../command.ts';
import { parseFlags } from '../parse-flags.ts';
import { followRehearsal, type Rehearsal, type RehearsalContext } from '../remote/follow-rehearsal.ts';
import { openWatches, type PlaceFlags, placeFlagsOf, placeOf } from '../remote/open-watches.ts';
import { makeRehearsalReporter } from '../report/rehearsal-lines.ts';
import type { Step } from '../report/rehearsal-steps.ts';
import { shellCommand } from '../shell-command.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

const help = `
Polls no real job: the stack itself plays the made-up one. Every message says that it is a
rehearsal. With --machine the AWS credentials need PutEvents on the bus,
DescribeStateMachine for watch-job, and DescribeExecution and GetExecutionHistory for both
machines.

A watch that starts proves the steps queue and start together. If none starts in time, the
rule, the queue or the function start-watch failed; the last line says what to check.

Exit codes: 0 every step worked, 1 a step failed, 2 wrong usage, 3 not done within the
timeout, 4 the service is unavailable or has an older version, 130 interrupted.

Examples:
  jobwatch rehearse --event-bus default --machine arn:aws:states:…
  jobwatch rehearse --to dr-team --outcome succeeded --api https://…
  jobwatch rehearse --output json --api https://… | jq -c 'select(.ok == false)'
`;

/** `jobwatch rehearse`. */
export const defineRehearse: DefineCommand = (command, { terminal, done }) =>
  addPlaceOptions(command)
    .option('--to <id...>', 'only these destinations (default: those of the routes, without pagers)')
    .addOption(
      new Option('--outcome <outcome>', 'the outcome of the made-up job (default: failed)').choices(
        rehearsalOutcomes,
      ),
    )
    .option('--event-bus <name>', 'the event bus of the stack; only with --machine')
    .option('--timeout <duration>', 'give up after this time (default: 5m)')
    .addOption(outputOption())
    .addHelpText('after', help)
    .action(async (flags: RehearseFlags) => done(await rehearse(flags, terminal)));

interface RehearseFlags extends PlaceFlags {
  to?: string[] | undefined;
  outcome?: RehearsalOutcome | undefined;
  eventBus?: string | undefined;
  timeout?: string | undefined;
  output?: 'text' | 'json' | undefined;
}

const defaultTimeoutSeconds = 300;

/**
 * Sends a made-up job through a deployed stack or an API, and reports each step up to the recipients. Throws
 * UsageError, WrongConfiguration, SecretUnavailable, WatchesUnavailable.
 */
async function rehearse(flags: RehearseFlags, terminal: Terminal): Promise<number> {
  const rehearsal = rehearsalOf(flags, terminal.clock.now());
  const stack = stackOf(flags, terminal.env);
  const { watches, close } = await openWatches(flags, terminal);
  const reporter = makeRehearsalReporter(flags.output ?? 'text', terminal.out);
  const showWatch = (id: string) => shellCommand(['show', id], placeFlagsOf(flags), terminal.env);
  const context = { watches, reporter, terminal, showWatch };
  try {
    if (stack === undefined) return await rehearseApi(rehearsal, context);
    return await rehearseStack(rehearsal, stack, context);
  } catch (error) {
    if (error instanceof WatchesUnavailable && !terminal.interrupted.aborted) {
      reporter.unavailable(error.message);
    }
    throw error;
  } finally {
    if (!terminal.interrupted.aborted) await close();
  }
}

/** Returns the machine and the bus of the stack; undefined for an API. Throws UsageError. */
function stackOf(flags: RehearseFlags, env: Terminal['env']): { machine: string; bus: string } | undefined {
  const { machine } = placeOf(flags, env);
  const { eventBus: bus } = flags;
  if (machine !== undefined && bus !== undefined) return { machine, bus };
  if (machine !== undefined) throw new UsageError(whichBus);
  if (bus === undefined) return undefined;
  throw new UsageError('--event-bus needs --machine; an API takes requests without a bus.');
}

const whichBus =
  'missing --event-bus: give the bus that the stack listens to ("default", unless it was deployed with ' +
  '--param="event-bus=NAME").';

const Asked = z.strictObject({
  to: WatchRequest.shape.to,
  eventBus: z
    .string()
    .regex(/^[/.\-_:A-Za-z0-9]{1,256}$/, 'expected the name or the ARN of an event bus')
    .optional(),
  timeout: Duration.optional(),
});

function rehearsalOf(flags: RehearseFlags, beganAt: number): Rehearsal {
  const { to, eventBus, timeout, outcome = 'failed' } = flags;
  const asked = { to, eventBus, timeout };
  const names = { to: '--to', eventBus: '--event-bus', timeout: '--timeout' };
  const { to: destinations } = parseFlags(Asked, asked, names);
  return {
    request: {
      job_id: JobId.parse(rehearsalJobId(outcome, randomBytes(8).toString('hex'))),
      project_id: rehearsalAccount.project_id,
      service: 'sdrs',
      account: rehearsalAccount.id,
      ...(destinations !== undefined && { to: destinations }),
    },
    outcome,
    beganAt,
    timeoutSeconds: (timeout && durationSeconds(timeout)) || defaultTimeoutSeconds,
  };
}

async function rehearseApi(rehearsal: Rehearsal, context: RehearsalContext): Promise<number> {
  const { watches, reporter, terminal } = context;
  const detail = 'an API takes requests directly';
  reporter.step({ step: 'event', ok: 'skipped', detail });
  reporter.step({ step: 'queue', ok: 'skipped', detail });
  const started = await watches.startWatch({ request: rehearsal.request, again: false });
  if (started.answer === 'refused') {
    throw new UsageError(
      `the API refused the rehearsal: ${started.why}\nIf the API has an older version, update it first.`,
    );
  }
  const { id } = started.watch;
  const seconds = tenths(terminal.clock.now() - rehearsal.beganAt);
  reporter.step({ step: 'start', ok: true, seconds, detail: `watch ${id}` });
  return followRehearsal(
    rehearsal,
    { way: { kind: 'api', watch: id, show: context.showWatch(id) }, startSteps: () => [] },
    context,
  );
}

async function rehearseStack(
  rehearsal: Rehearsal,
  { machine, bus }: { machine: string; bus: string },
  context: RehearsalContext,
): Promise<number> {
  const { reporter, terminal } = context;
  const { sendJobEvent } = await import('../remote/send-job-event.ts');
  const eventId = await sendJobEvent(rehearsal.request, { machine, bus });
  const sentAt = terminal.clock.now();
  const detail = `the bus "${bus}" accepted the event ${eventId}`;
  reporter.step({ step: 'event', ok: true, seconds: tenths(sentAt - rehearsal.beganAt), detail });
  const watch = watchId({ ...rehearsal.request, region: rehearsalAccount.region });
  const startSteps = (started: WatchView): Step[] => {
    const waited = terminal.clock.now() - sentAt;
    const queued = Math.min(waited, Math.max(0, Date.parse(started.started_at) - sentAt));
    return [
      {
        step: 'queue',
        ok: true,
        seconds: tenths(queued),
        detail: 'start-watch got the event from the queue',
      },
      { step: 'start', ok: true, seconds: tenths(waited - queued), detail: `watch ${watch}` },
    ];
  };
  return followRehearsal(
    rehearsal,
    { way: { kind: 'event', bus, watch, show: context.showWatch(watch) }, startSteps },
    context,
  );
}

const tenths = (milliseconds: number): number => Math.round(milliseconds / 100) / 10;
