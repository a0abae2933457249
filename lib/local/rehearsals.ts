import * as z from 'zod';
import type { Notification } from '../notification/notification.ts';
import { isoTime } from '../watch/ports/clock.ts';
import {
  afterFact,
  noRehearsalYet,
  type RehearsalFact,
  type RehearsalView,
} from '../watch/rehearsal-view.ts';
import type { Listen, LocalEvent } from './events.ts';
import type { LocalSteps } from './steps.ts';

/** Records how far the rehearsals of this process are, for the HTTP API. */
export interface Rehearsals {
  on: Listen;
  /** Returns the same steps, and records the plans of rehearsals. */
  followedSteps: (steps: LocalSteps) => LocalSteps;
  /** Returns the progress of the rehearsal of a job; undefined if it is not a rehearsal or an old one. */
  rehearsalOf: (jobId: string) => RehearsalView | undefined;
}

/** The number of newest rehearsals that are stored. */
const mostRehearsals = 100;

export function makeRehearsals(now: () => number): Rehearsals {
  const views = new Map<string, RehearsalView>();
  const note = ({ rehearsal, job }: Notification, factAt: (at: string) => RehearsalFact): void => {
    if (rehearsal === undefined) return;
    const before = views.get(job.job_id) ?? noRehearsalYet;
    views.set(job.job_id, afterFact(before, factAt(isoTime(now()))));
    const [oldest] = views.keys();
    if (views.size > mostRehearsals && oldest !== undefined) views.delete(oldest);
  };
  return {
    on: (event) => {
      const fact = factOf(event);
      if (fact !== undefined) note(fact.notification, fact.factAt);
    },
    followedSteps: (steps) => ({
      ...steps,
      planNotification: async (input) => {
        const plan = await steps.planNotification(input);
        note(input.notification, (at) => ({ kind: 'planned', at, plan }));
        return plan;
      },
    }),
    rehearsalOf: (jobId) => views.get(jobId),
  };
}

const Caught = z.looseObject({ Error: z.string(), Cause: z.string().default('') });

function factOf(
  event: LocalEvent,
): { notification: Notification; factAt: (at: string) => RehearsalFact } | undefined {
  switch (event.event) {
    case 'poll': {
      const { decision, notification } = event.polled;
      if (notification === undefined || decision.kind !== 'end') return undefined;
      return { notification, factAt: (at) => ({ kind: 'polled', at, outcome: decision.outcome }) };
    }
    case 'notification':
      return { notification: event.notification, factAt: (at) => ({ kind: 'announced', at }) };
    case 'delivery': {
      const { notification, delivery, result } = event;
      return { notification, factAt: (at) => ({ kind: 'attempted', at, delivery, result }) };
    }
    case 'dead_letter':
      return factOfDeadLetter(event.deadLetter);
    case 'suppressed':
    case 'end':
      return undefined;
  }
}

/** A refusal was a `delivery` event before. Only a thrown error is new here. */
function factOfDeadLetter({
  notification,
  attempt,
  caught,
}: Extract<LocalEvent, { event: 'dead_letter' }>['deadLetter']): ReturnType<typeof factOf> {
  const thrown = Caught.safeParse(attempt?.caught ?? caught).data;
  if (thrown === undefined) return undefined;
  const error = `${thrown.Error}: ${thrown.Cause}`.slice(0, 500);
  if (attempt === undefined) return { notification, factAt: () => ({ kind: 'trouble', error }) };
  const { delivery } = attempt;
  return { notification, factAt: (at) => ({ kind: 'attempted', at, delivery, error }) };
}
