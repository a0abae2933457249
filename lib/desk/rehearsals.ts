import * as z from 'zod';
import type { Notice } from '../notice/notice.ts';
import { isoTime } from '../watch/clock.ts';
import {
  afterFact,
  noRehearsalYet,
  type RehearsalFact,
  type RehearsalView,
} from '../watch/rehearsal-view.ts';
import type { DeskEvent, Listen } from './events.ts';
import type { DeskSteps } from './steps.ts';

/** Follows the rehearsals of this process, so that whoever asks for one sees how far it has come. */
export interface Rehearsals {
  on: Listen;
  /** The same steps; plans of rehearsals are remembered. */
  heardSteps: (steps: DeskSteps) => DeskSteps;
  /** Returns how far the rehearsal of a job has come; undefined if it is no rehearsal or an old one. */
  rehearsalOf: (jobId: string) => RehearsalView | undefined;
}

/** So many of the newest are remembered. */
const mostRehearsals = 100;

export function makeRehearsals(now: () => number): Rehearsals {
  const views = new Map<string, RehearsalView>();
  const note = ({ rehearsal, job }: Notice, factAt: (at: string) => RehearsalFact): void => {
    if (rehearsal === undefined) return;
    const before = views.get(job.job_id) ?? noRehearsalYet;
    views.set(job.job_id, afterFact(before, factAt(isoTime(now()))));
    const [oldest] = views.keys();
    if (views.size > mostRehearsals && oldest !== undefined) views.delete(oldest);
  };
  return {
    on: (event) => {
      const heard = factOf(event);
      if (heard !== undefined) note(heard.notice, heard.factAt);
    },
    heardSteps: (steps) => ({
      ...steps,
      planNotice: async (input) => {
        const plan = await steps.planNotice(input);
        note(input.notice, (at) => ({ kind: 'planned', at, plan }));
        return plan;
      },
    }),
    rehearsalOf: (jobId) => views.get(jobId),
  };
}

const Caught = z.looseObject({ Error: z.string(), Cause: z.string().default('') });

function factOf(event: DeskEvent): { notice: Notice; factAt: (at: string) => RehearsalFact } | undefined {
  switch (event.event) {
    case 'look': {
      const { decision, notice } = event.looked;
      if (notice === undefined || decision.kind !== 'end') return undefined;
      return { notice, factAt: (at) => ({ kind: 'polled', at, outcome: decision.outcome }) };
    }
    case 'notice':
      return { notice: event.notice, factAt: (at) => ({ kind: 'announced', at }) };
    case 'delivery': {
      const { notice, delivery, result } = event;
      return { notice, factAt: (at) => ({ kind: 'attempted', at, delivery, result }) };
    }
    case 'dead_letter':
      return factOfLetter(event.letter);
    case 'withheld':
    case 'end':
      return undefined;
  }
}

/** A refusal was heard as a delivery before; what was thrown is heard here alone. */
function factOfLetter({
  notice,
  attempt,
  caught,
}: Extract<DeskEvent, { event: 'dead_letter' }>['letter']): ReturnType<typeof factOf> {
  const thrown = Caught.safeParse(attempt?.caught ?? caught).data;
  if (thrown === undefined) return undefined;
  const error = `${thrown.Error}: ${thrown.Cause}`.slice(0, 500);
  if (attempt === undefined) return { notice, factAt: () => ({ kind: 'trouble', error }) };
  const { delivery } = attempt;
  return { notice, factAt: (at) => ({ kind: 'attempted', at, delivery, error }) };
}
