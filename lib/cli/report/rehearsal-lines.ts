import { type Step, type StepName, stepNames } from './rehearsal-steps.ts';
import { jsonLine, visibleText } from './visible-text.ts';

/** How a rehearsal ended. */
export type RehearsalEnd = { ok: true } | { ok: false; stoppedAt: StepName };

/** How a rehearsal was started. `show` is the command that shows its watch. */
export type RehearsalWay = { watch: string; show: string } & (
  | { kind: 'event'; bus: string }
  | { kind: 'api' }
);

/** Reports the steps of a rehearsal. */
export interface RehearsalReporter {
  step: (step: Step) => void;
  end: (end: RehearsalEnd, way: RehearsalWay) => void;
  /**
   * Ends the report because the stack or the API is unavailable. In text, the error message itself says so.
   */
  unavailable: (message: string) => void;
}

export function makeRehearsalReporter(
  output: 'text' | 'json',
  out: (text: string) => void,
): RehearsalReporter {
  if (output === 'json') return makeJsonReporter((line) => out(jsonLine(line)));
  return {
    step: (step) => out(`${visibleText(lineOf(step))}\n`),
    end: (end, way) => out(`${visibleText(lastLine(end, way))}\n`),
    unavailable: () => {},
  };
}

function makeJsonReporter(out: (line: object) => void): RehearsalReporter {
  const reported = new Set<StepName>();
  return {
    step: (step) => {
      reported.add(step.step);
      out({ type: 'step', ...step });
    },
    end: (end) =>
      out(end.ok ? { type: 'end', ok: true } : { type: 'end', ok: false, stopped_at: end.stoppedAt }),
    unavailable: (message) => {
      const next = stepNames.find((name) => !reported.has(name)) ?? 'deliver';
      out({ type: 'end', ok: false, stopped_at: next, error: message });
    },
  };
}

function lineOf({ step, ok, seconds, destination, detail }: Step): string {
  const result = ok === 'skipped' ? 'skipped' : ok ? 'ok' : 'FAILED';
  const took = seconds === undefined ? '' : `${seconds.toFixed(1)} s`;
  const about = destination === undefined ? detail : `${destination}: ${detail}`;
  return `${step.padEnd(8)}  ${result.padEnd(7)}  ${took.padStart(7)}  ${about}`;
}

function lastLine(end: RehearsalEnd, way: RehearsalWay): string {
  return end.ok ? 'The rehearsal worked.' : `Stopped at ${end.stoppedAt}. ${advice(end.stoppedAt, way)}`;
}

function advice(step: StepName, way: RehearsalWay): string {
  const showWatch = `Show the watch: ${way.show}`;
  switch (step) {
    case 'event':
    case 'queue':
    case 'start':
      return way.kind === 'api' ? showWatch : checkEventWay(way.bus);
    case 'poll':
      return `${way.kind === 'api' ? apiLog : 'See the log of the function poll-job.'} ${showWatch}`;
    case 'announce':
      return `${way.kind === 'api' ? apiDeadLetters : 'See the dead-letter queue for notifications.'} ${showWatch}`;
    case 'plan':
      return 'Check "routes" of the deployed configuration, or name destinations with --to.';
    case 'deliver':
      return (
        'Check the destination and its secret ("jobwatch test-notification ID" sends a test from here), ' +
        'then rehearse again.'
      );
  }
}

/** An API runs in AWS or in `jobwatch serve`, and does not say where. */
const apiLog = 'See the output of "jobwatch serve"; in AWS the log of the function poll-job.';
const apiDeadLetters =
  'See the dead letters of "jobwatch serve" (~/.local/state/jobwatch/dead-letters); in AWS the dead-letter queue for notifications.';

const checkEventWay = (bus: string): string =>
  `Check that the rule JobCreatedRule of this stack listens to the bus "${bus}" and is enabled. A refused request is in ` +
  'the queue WatchRequestDeadLetterQueue with its reason. If it is not there, see the log of the function start-watch.';
