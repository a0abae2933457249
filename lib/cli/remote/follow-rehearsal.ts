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
/** A place that answers so often with an error in a row is unavailable. */
const mostTroubles = 5;

/** What is rehearsed. */
export interface Rehearsal {
  request: WatchRequest;
  outcome: RehearsalOutcome;
  /** When it began, milliseconds since 1970. */
  beganAt: number;
  timeoutSeconds: number;
}

/** What a command follows a rehearsal with. */
export interface RehearsalContext {
  watches: Watches;
  reporter: RehearsalReporter;
  terminal: Terminal;
}

/** How a rehearsal was started, and the steps that its watch proves to be done by having begun. */
export interface StartedRehearsal {
  way: RehearsalWay;
  startSteps: (watch: WatchView) => Step[];
}

/**
 * Asks for the watch until its rehearsal is done, has failed, or takes too long. Returns the exit code. Throws
 * WatchesUnavailable if questions fail several times in a row, or if none was answered in time.
 */
export async function followRehearsal(
  rehearsal: Rehearsal,
  { way, startSteps }: StartedRehearsal,
  { watches, reporter, terminal: { clock, interrupted: signal } }: RehearsalContext,
): Promise<number> {
  const tell = onceEach(reporter);
  const questions = patiently(watches.getWatch);
  const endsAt = rehearsal.beganAt + rehearsal.timeoutSeconds * 1_000;
  let judged = notStarted;
  while (!signal.aborted) {
    const watch = await questions.getWatch(way.watch);
    if (watch !== undefined) {
      judged = judgeRehearsal(watch, rehearsal.outcome);
      tell([...startSteps(watch), ...judged.steps]);
    }
    if (judged.waitsFor === undefined) return finish(judged, reporter, way);
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
  waitsFor: 'queue',
  why: 'no watch began, so the event was lost on its way, or start-watch failed',
};

function finish({ steps }: Judged, reporter: RehearsalReporter, way: RehearsalWay): number {
  const failed = steps.find(({ ok }) => ok === false);
  reporter.end(failed === undefined ? { ok: true } : { ok: false, stoppedAt: failed.step }, way);
  return failed === undefined ? exitCodes.succeeded : exitCodes.failed;
}

function giveUp(
  { waitsFor = 'queue', why }: Judged,
  { timeoutSeconds }: Rehearsal,
  { reporter, way }: { reporter: RehearsalReporter; way: RehearsalWay },
): number {
  const detail = `not done within ${timeoutSeconds} s${why === undefined ? '' : `: ${why}`}`;
  reporter.step({ step: waitsFor, ok: false, detail });
  reporter.end({ ok: false, stoppedAt: waitsFor }, way);
  return exitCodes.timed_out;
}

/** A question that is asked again and again. */
interface PatientQuestions {
  /** Overlooks a few errors in a row: undefined then, as for a watch that has not begun. */
  getWatch: Watches['getWatch'];
  /** Throws the newest error if every question ended with one. */
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
        if (troubles >= mostTroubles || !(error instanceof WatchesUnavailable)) throw error;
        unanswered = error;
        return undefined;
      }
    },
    throwIfNoneAnswered: () => {
      if (!isAnswered && unanswered !== undefined) throw unanswered;
    },
  };
}
