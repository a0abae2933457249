import type { RehearsalOutcome } from '../../watch/rehearsal.ts';
import { noRehearsalYet, type RehearsalView } from '../../watch/rehearsal-view.ts';
import type { WatchView } from '../../watch/watch-view.ts';

/** The steps of a rehearsal, in their order. */
export const stepNames = ['event', 'queue', 'start', 'poll', 'announce', 'plan', 'deliver'] as const;
export type StepName = (typeof stepNames)[number];

/** One step that has ended or was skipped. */
export interface Step {
  step: StepName;
  /** Only for `deliver`, which has one step per destination. */
  destination?: string;
  ok: boolean | 'skipped';
  seconds?: number;
  detail: string;
}

/** The steps that have ended, and those that are awaited: none if the rehearsal is done or a step failed. */
export interface Judged {
  steps: Step[];
  awaited: AwaitedStep[];
}

/** A step that has not ended. `why` is the problem that it has met so far. */
export interface AwaitedStep {
  step: StepName;
  destination?: string;
  why?: string;
}

/** Judges the steps of a rehearsal from the first poll on. A failed step ends the rehearsal. */
export function judgeRehearsal(view: WatchView, expected: RehearsalOutcome): Judged {
  const rehearsal = view.rehearsal ?? noRehearsalYet;
  const steps: Step[] = [];
  for (const [name, judge] of judges) {
    const step = judge({ view, rehearsal, expected });
    if (step === undefined) return { steps, awaited: [{ step: name, ...whyOf(rehearsal.trouble) }] };
    steps.push(step);
    if (step.ok === false) return { steps, awaited: [] };
  }
  const deliveries = deliverSteps(rehearsal);
  return { steps: [...steps, ...deliveries], awaited: awaitedDeliveries(rehearsal, deliveries) };
}

interface Judging {
  view: WatchView;
  rehearsal: RehearsalView;
  expected: RehearsalOutcome;
}
type Judge = (judging: Judging) => Step | undefined;

const pollStep: Judge = ({ view, rehearsal: { polled }, expected }) => {
  const { progress, started_at: startedAt } = view;
  const why = [view.error, view.cause].filter(Boolean).join(': ');
  if (polled === undefined) {
    if (view.status === 'running') return undefined;
    const detail = `the watch ended as ${view.status} without an outcome${why === '' ? '' : `: ${why}`}`;
    return { step: 'poll', ok: false, detail };
  }
  const seconds = secondsBetween(startedAt, polled.at);
  if (polled.outcome === expected) {
    return {
      step: 'poll',
      ok: true,
      seconds,
      detail: `${expected}, after ${progress?.polls ?? 'some'} polls`,
    };
  }
  const detail = `expected the outcome ${expected}, found ${polled.outcome}${why === '' ? '' : `: ${why}`}`;
  return { step: 'poll', ok: false, seconds, detail };
};

const announceStep: Judge = ({ view, rehearsal }) => {
  const { polled, announced_at: at, trouble = 'no notification was started' } = rehearsal;
  if (at !== undefined) {
    const seconds = secondsBetween(polled?.at ?? at, at);
    return { step: 'announce', ok: true, seconds, detail: 'the notification was started' };
  }
  return view.status === 'running' ? undefined : { step: 'announce', ok: false, detail: trouble };
};

const planStep: Judge = ({ rehearsal }) => {
  const { announced_at: from = '', planned, over, trouble = 'the deliveries were not planned' } = rehearsal;
  if (planned === undefined) return over ? { step: 'plan', ok: false, detail: trouble } : undefined;
  const seconds = secondsBetween(from, planned.at);
  const ok = planned.destinations.length > 0;
  return { step: 'plan', ok, seconds, detail: planDetail(planned) };
};

const judges: readonly (readonly [StepName, Judge])[] = [
  ['poll', pollStep],
  ['announce', announceStep],
  ['plan', planStep],
];

function planDetail({
  destinations,
  skipped,
  configured = [],
}: NonNullable<RehearsalView['planned']>): string {
  const because = (why: string) =>
    skipped.filter((one) => one.why === why).map(({ destination }) => destination);
  const unknown = because('not_configured');
  const paging = because('pages_people');
  const known = `configured: ${configured.join(', ') || 'none'}`;
  if (unknown.length > 0) return `no destination ${unknown.join(', ')}; ${known}`;
  const pagers = `${paging.join(', ')} (name them with --to to include them)`;
  if (destinations.length > 0) {
    const to = `to ${destinations.join(', ')}`;
    return paging.length > 0 ? `${to}; skipped because they page people: ${pagers}` : to;
  }
  if (paging.length > 0) return `the routes name only destinations that page people: ${pagers}; ${known}`;
  return `no route sends it anywhere; ${known}`;
}

/** Returns a step for each planned destination with a final result. */
function deliverSteps(rehearsal: RehearsalView): Step[] {
  const { at, destinations } = rehearsal.planned ?? { at: '', destinations: [] };
  return destinations.flatMap((destination) => {
    const found = answerFor(destination, rehearsal);
    if (found === undefined) return [];
    const { ok, detail } = found;
    const seconds = found.at === undefined ? {} : { seconds: secondsBetween(at, found.at) };
    return [{ step: 'deliver' as const, destination, ok, ...seconds, detail }];
  });
}

function answerFor(
  destination: string,
  { deliveries, over }: RehearsalView,
): { ok: boolean; at?: string; detail: string } | undefined {
  const found = deliveries.find((one) => one.destination === destination && one.instead_of === undefined);
  if (found === undefined) return over ? { ok: false, detail: 'no attempt was made' } : undefined;
  const { at, state, why = 'not delivered' } = found;
  if (state === 'delivered') return { ok: true, at, detail: 'delivered' };
  if (state === 'trying' && !over) return undefined;
  const fallback = deliveries.find((one) => one.instead_of === destination);
  const instead = fallback === undefined ? '' : `; its fallback ${fallback.destination}: ${fallback.state}`;
  return { ok: false, at, detail: `${why}${instead}` };
}

/** Returns the planned destinations that have no step yet. */
function awaitedDeliveries(
  { planned, deliveries, trouble }: RehearsalView,
  steps: readonly Step[],
): AwaitedStep[] {
  const done = steps.map(({ destination }) => destination);
  return (planned?.destinations ?? [])
    .filter((destination) => !done.includes(destination))
    .map((destination) => {
      const trying = deliveries.find((one) => one.state === 'trying' && one.destination === destination);
      return {
        step: 'deliver',
        destination,
        ...whyOf(trying === undefined ? trouble : (trying.why ?? 'retrying')),
      };
    });
}

const whyOf = (why: string | undefined): { why?: string } => (why === undefined ? {} : { why });

/** Returns seconds with one decimal. Never negative, although the two clocks may differ. */
const secondsBetween = (from: string, to: string): number =>
  Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 100) / 10 || 0);
