import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { JobId } from '../../job/ids.ts';
import { Duration, durationSeconds } from '../../polling/duration.ts';
import { type RehearsalOutcome, rehearsalAccount, rehearsalJobId } from '../../watch/rehearsal.ts';
import { watchId } from '../../watch/watch-id.ts';
import type { WatchView } from '../../watch/watch-view.ts';
import { WatchRequest } from '../../workflow/watch-request.ts';
import { parseFlags } from '../parse-flags.ts';
import { followRehearsal, type Rehearsal, type RehearsalContext } from '../remote/follow-rehearsal.ts';
import { openWatches, type PlaceFlags, placeOf } from '../remote/open-watches.ts';
import { makeRehearsalReporter } from '../report/rehearsal-lines.ts';
import type { Step } from '../report/rehearsal-steps.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

/** The flags of `jobwatch rehearse`. */
export interface RehearseFlags extends PlaceFlags {
  to?: string[] | undefined;
  outcome?: RehearsalOutcome | undefined;
  eventBus?: string | undefined;
  timeout?: string | undefined;
  output?: 'text' | 'json' | undefined;
}

const defaultTimeoutSeconds = 300;

/**
 * `jobwatch rehearse`: sends a made-up job through a deployed stack or an API and says for each step to the recipients whether
 * it worked. Throws UsageError, WrongConfiguration, SecretUnavailable, WatchesUnavailable.
 */
export async function rehearseCommand(flags: RehearseFlags, terminal: Terminal): Promise<number> {
  const rehearsal = rehearsalOf(flags, terminal.clock.now());
  const stack = stackOf(flags, terminal.env);
  const { watches, close } = await openWatches(flags, terminal);
  const reporter = makeRehearsalReporter(flags.output ?? 'text', terminal.out);
  const context = { watches, reporter, terminal };
  try {
    if (stack === undefined) return await rehearseApi(rehearsal, context);
    return await rehearseStack(rehearsal, stack, context);
  } finally {
    if (!terminal.interrupted.aborted) await close();
  }
}

/** Returns the machine and the bus of the stack that is asked for; undefined if it is an API. Throws UsageError. */
function stackOf(flags: RehearseFlags, env: Terminal['env']): { machine: string; bus: string } | undefined {
  const { machine } = placeOf(flags, env);
  const { eventBus: bus } = flags;
  if (machine !== undefined && bus !== undefined) return { machine, bus };
  if (machine !== undefined) throw new UsageError(whichBus);
  if (bus === undefined) return undefined;
  throw new UsageError('--event-bus goes with --machine; an API is asked without a bus.');
}

const whichBus =
  'Missing --event-bus: give the bus on which the stack hears of jobs ("default", unless it was deployed with --param="event-bus=NAME").';

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
  const detail = 'an API takes requests itself';
  reporter.step({ step: 'event', ok: 'skipped', detail });
  reporter.step({ step: 'queue', ok: 'skipped', detail });
  const started = await watches.startWatch({ request: rehearsal.request, again: false });
  if (started.answer === 'none') {
    throw new UsageError(
      `the API does not take a rehearsal: ${started.why}\nIf the API is of an older version, update it first.`,
    );
  }
  const { id } = started.watch;
  const seconds = tenths(terminal.clock.now() - rehearsal.beganAt);
  reporter.step({ step: 'start', ok: true, seconds, detail: `watch ${id}` });
  return followRehearsal(rehearsal, { way: { kind: 'api', watch: id }, startSteps: () => [] }, context);
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
  const detail = `the bus "${bus}" took the event ${eventId}`;
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
        detail: 'the event went through the queue to start-watch',
      },
      { step: 'start', ok: true, seconds: tenths(waited - queued), detail: `watch ${watch}` },
    ];
  };
  return followRehearsal(rehearsal, { way: { kind: 'event', bus, watch }, startSteps }, context);
}

const tenths = (milliseconds: number): number => Math.round(milliseconds / 100) / 10;
