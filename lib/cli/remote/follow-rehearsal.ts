import { WatchesUnavailable } from '../../watch/errors.ts';
import type { RehearsalOutcome } from '../../watch/rehearsal.ts';
import type { WatchView } from '../../watch/watch-view.ts';
import type { Watches } from '../../watch/watches.ts';
import type { WatchRequest } from '../../workflow/watch-request.ts';
import { exitCodes } from '../exit-codes.ts';
import type { RehearsalReporter, RehearsalWay } from '../report/rehearsal-lines.ts';
import { type Judged, judgeRehearsal, type Step } from '../report/rehearsal-steps.ts';
import type { Terminal } from '../terminal.ts';

const pollSeconds = 1;
/** After this number of errors in a row the stack or API counts as unavailable. */
const maxErrors = 5;

/** A rehearsal that was asked for. */
export interface Rehearsal {
  request: WatchRequest;
  outcome: RehearsalOutcome;
  /** Milliseconds since 1970. */
  beganAt: number;
  timeoutSeconds: number;
}

/** What following a rehearsal needs. */
export interface RehearsalContext {
  watches: Watches;
  reporter: RehearsalReporter;
  terminal: Terminal;
  /** Returns the command line that shows a watch. */
  showWatch: (id: string) => string;
}

/** How a rehearsal was started, and the steps that are proven once its watch exists. */
export interface StartedRehearsal {
  way: RehearsalWay;
  startSteps: (watch: WatchView) => Step[];
}

/**
 * Reads the watch every second until its rehearsal is done, has failed, or takes too long. Returns the exit
 * code. Throws WatchesUnavailable after several errors in a row, or if nothing was read in time.
 */
export async function followRehearsal(
  rehearsal: Rehearsal,
  { way, startSteps }: StartedRehearsal,
  { watches, reporter, terminal: { clock, interrupted: signal } }: RehearsalContext,
): Promise<number> {
  const reportSteps = onceEach(reporter);
  const questions = patiently(watches.getWatch);
  const endsAt = rehearsal.beganAt + rehearsal.timeoutSeconds * 1_000;
  let judged = notStarted;
  while (!signal.aborted) {
    const watch = await questions.getWatch(way.watch);
    if (watch !== undefined) {
      judged = judgeRehearsal(watch, rehearsal.outcome);
      reportSteps([...startSteps(watch), ...judged.steps]);
    }
    if (judged.awaited.length === 0) return finish(judged, reporter, way);
    if (clock.now() >= endsAt) {
      questions.throwIfNoneAnswered();
      return giveUp(judged, rehearsal, { reporter, way });
    }
    await clock.sleep(pollSeconds, signal);
  }
  return exitCodes.interrupted;
}

/** Reports each step once, as it was when it ended. */
function onceEach(reporter: RehearsalReporter): (steps: readonly Step[]) => void {
  const notified = new Set<string>();
  return (steps) => {
    for (const step of steps) {
      const key = `${step.step} ${step.destination ?? ''}`;
      if (!notified.has(key)) reporter.step(step);
      notified.add(key);
    }
  };
}

const notStarted: Judged = {
  steps: [],
  awaited: [{ step: 'queue', why: 'no watch started: the event was lost, or start-watch failed' }],
};

function finish({ steps }: Judged, reporter: RehearsalReporter, way: RehearsalWay): number {
  const failed = steps.find(({ ok }) => ok === false);
  reporter.end(failed === undefined ? { ok: true } : { ok: false, stoppedAt: failed.step }, way);
  return failed === undefined ? exitCodes.succeeded : exitCodes.failed;
}

function giveUp(
  { awaited }: Judged,
  { timeoutSeconds }: Rehearsal,
  { reporter, way }: { reporter: RehearsalReporter; way: RehearsalWay },
): number {
  for (const { why, ...step } of awaited) {
    const detail = `not done within ${timeoutSeconds} s${why === undefined ? '' : `: ${why}`}`;
    reporter.step({ ...step, ok: false, detail });
  }
  reporter.end({ ok: false, stoppedAt: awaited[0]?.step ?? 'queue' }, way);
  return exitCodes.timed_out;
}

/** Reads a watch again and again. */
interface PatientQuestions {
  /** Returns undefined for the first few errors in a row, as for a watch that has not started. */
  getWatch: Watches['getWatch'];
  /** Throws the newest error if no read succeeded. */
  throwIfNoneAnswered: () => void;
}

function patiently(getWatch: Watches['getWatch']): PatientQuestions {
  let troubles = 0;
  let unanswered: WatchesUnavailable | undefined;
  let isAnswered = false;
  return {
    getWatch: async (id) => {
      try {
        const watch = await getWatch(id);
        troubles = 0;
        isAnswered = true;
        return watch;
      } catch (error) {
        troubles += 1;
        if (troubles >= maxErrors || !(error instanceof WatchesUnavailable)) throw error;
        unanswered = error;
        return undefined;
      }
    },
    throwIfNoneAnswered: () => {
      if (!isAnswered && unanswered !== undefined) throw unanswered;
    },
  };
}
