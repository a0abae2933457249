import type { DeskEvent } from '../../lib/desk/events.ts';
import type { DeskSteps } from '../../lib/desk/steps.ts';
import { noticeId } from '../../lib/notice/notice-id.ts';
import type { Progress } from '../../lib/polling/progress.ts';
import { reportLostWatch } from '../../lib/watch/report-lost-watch.ts';
import type { DeadLetter, LookInput, LookOutput } from '../../lib/workflow/contracts.ts';
import { aNotice } from './notices.ts';

const start = '2026-11-24T08:00:00.000Z';

const someProgress = (looks: number): Progress => ({
  started_at: start,
  deadline_at: '2026-11-25T08:00:00.000Z',
  looks,
  errors_seen: 0,
  told: [],
});

const looksBefore = ({ progress }: LookInput): number => progress?.looks ?? 0;

/** A look that has the watch wait. */
export const waiting = (input: LookInput, seconds = 30): LookOutput => ({
  decision: { kind: 'wait', seconds },
  progress: someProgress(looksBefore(input) + 1),
});

/** A look that ends the watch with a notice of its own. */
export const succeeding = (input: LookInput): LookOutput => ({
  decision: { kind: 'end', outcome: 'succeeded' },
  progress: someProgress(looksBefore(input) + 1),
  notice: aNotice({
    id: noticeId(input.watch.id, 'end'),
    job: { ...aNotice().job, job_id: input.request.job_id },
  }),
});

/** Steps of a desk whose jobs have succeeded at the first look and whose two destinations take everything. */
export function makeSteps(overrides: Partial<DeskSteps> = {}): DeskSteps & { letters: DeadLetter[] } {
  const letters: DeadLetter[] = [];
  return {
    letters,
    lookAtJob: async (input) => succeeding(input),
    planNotice: async () => ({
      deliveries: [
        { destination: 'chat', attempts: 0 },
        { destination: 'hook', attempts: 0 },
      ],
      withheld: [],
    }),
    deliverNotice: async ({ delivery }) => ({
      delivery: { ...delivery, attempts: delivery.attempts + 1 },
      result: { kind: 'delivered' },
    }),
    reportLostWatch: (lost, announce) =>
      reportLostWatch(lost, { announce, accounts: [], now: () => Date.parse(start) }),
    keepDeadLetter: async (letter) => {
      letters.push(letter);
      return 'kept';
    },
    ...overrides,
  };
}

/** What was told, in short: `look abcdefgh`, `delivery chat delivered`. */
export const inShort = (event: DeskEvent): string => {
  switch (event.event) {
    case 'look':
      return `look ${event.looked.decision.kind}`;
    case 'notice':
      return `notice ${event.notice.type}`;
    case 'delivery':
      return `delivery ${event.delivery.destination} ${event.result.kind}`;
    case 'withheld':
      return `withheld ${event.destination}`;
    case 'dead_letter':
      return `dead_letter ${event.letter.attempt?.delivery.destination}`;
    case 'end':
      return `end ${event.outcome}`;
  }
};
