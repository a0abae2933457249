import type { Step, StepName } from './rehearsal-steps.ts';
import { jsonLine, visibleText } from './visible-text.ts';

/** How a rehearsal ended. */
export type RehearsalEnd = { ok: true } | { ok: false; stoppedAt: StepName };

/** What a rehearsal went through: it says what to check where it stopped. */
export type RehearsalWay = { kind: 'event'; bus: string; watch: string } | { kind: 'api'; watch: string };

/** Tells the steps of a rehearsal as they end. */
export interface RehearsalReporter {
  step: (step: Step) => void;
  end: (end: RehearsalEnd, way: RehearsalWay) => void;
}

export function makeRehearsalReporter(
  output: 'text' | 'json',
  out: (text: string) => void,
): RehearsalReporter {
  if (output === 'json') {
    return {
      step: (step) => out(jsonLine({ type: 'step', ...step })),
      end: (end) =>
        out(
          jsonLine(
            end.ok ? { type: 'end', ok: true } : { type: 'end', ok: false, stopped_at: end.stoppedAt },
          ),
        ),
    };
  }
  return {
    step: (step) => out(`${visibleText(lineOf(step))}\n`),
    end: (end, way) => out(`${visibleText(lastLine(end, way))}\n`),
  };
}

function lineOf({ step, ok, seconds, destination, detail }: Step): string {
  const result = ok === 'skipped' ? 'skipped' : ok ? 'ok' : 'FAILED';
  const took = seconds === undefined ? '' : `${seconds.toFixed(1)} s`;
  const about = destination === undefined ? detail : `${destination}: ${detail}`;
  return `${step.padEnd(8)}  ${result.padEnd(7)}  ${took.padStart(7)}  ${about}`;
}

function lastLine(end: RehearsalEnd, way: RehearsalWay): string {
  return end.ok ? 'The rehearsal worked.' : `Stopped at ${end.stoppedAt}. ${whatToDo(end.stoppedAt, way)}`;
}

function whatToDo(step: StepName, way: RehearsalWay): string {
  switch (step) {
    case 'event':
    case 'queue':
    case 'start':
      return way.kind === 'api' ? showWatch(way) : checkTheWayIn(way.bus);
    case 'poll':
      return `The log of the function poll-job says what it met. ${showWatch(way)}`;
    case 'announce':
      return `What could not be announced is in the dead-letter queue for notifications. ${showWatch(way)}`;
    case 'plan':
      return 'Check "routes" of the deployed configuration, or name destinations with --to.';
    case 'deliver':
      return 'Check the destination and its secret ("jobwatch test-notification ID" sends from here), then rehearse again.';
  }
}

const checkTheWayIn = (bus: string): string =>
  `Check that the stack of --machine is the one whose rule JobCreatedRule listens on the bus "${bus}", and that the rule is ` +
  'enabled. A request that the stack refused is in the queue WatchRequestDeadLetterQueue with its reason. If it is ' +
  'not there, the log of the function start-watch says what it met.';

const showWatch = ({ watch }: RehearsalWay): string => `Look at the watch: jobwatch show ${watch}`;
