import type { LocalEvent } from '../../lib/local/events.ts';
import type { LocalSteps } from '../../lib/local/steps.ts';
import { notificationId } from '../../lib/notification/notification-id.ts';
import type { Progress } from '../../lib/polling/progress.ts';
import { reportLostWatch } from '../../lib/watch/report-lost-watch.ts';
import type { DeadLetter, PollInput, PollOutput } from '../../lib/workflow/contracts.ts';
import { aNotification } from './notifications.ts';

const start = '2026-11-24T08:00:00.000Z';

const someProgress = (polls: number): Progress => ({
  started_at: start,
  deadline_at: '2026-11-25T08:00:00.000Z',
  polls,
  errors_seen: 0,
  notified: [],
});

const pollsBefore = ({ progress }: PollInput): number => progress?.polls ?? 0;

/** Returns a poll after which the watch waits. */
export const waiting = (input: PollInput, seconds = 30): PollOutput => ({
  decision: { kind: 'wait', seconds },
  progress: someProgress(pollsBefore(input) + 1),
});

/** Returns a poll that ends the watch with a notification. */
export const succeeding = (input: PollInput): PollOutput => ({
  decision: { kind: 'end', outcome: 'succeeded' },
  progress: someProgress(pollsBefore(input) + 1),
  notification: aNotification({
    id: notificationId(input.watch.id, 'end'),
    job: { ...aNotification().job, job_id: input.request.job_id },
  }),
});

/**
 * Steps of a local run whose jobs have succeeded at the first poll and whose two destinations take
 * everything.
 */
export function makeSteps(overrides: Partial<LocalSteps> = {}): LocalSteps & { deadLetters: DeadLetter[] } {
  const deadLetters: DeadLetter[] = [];
  return {
    deadLetters,
    pollJob: async (input) => succeeding(input),
    planNotification: async () => ({
      deliveries: [
        { destination: 'chat', attempts: 0 },
        { destination: 'hook', attempts: 0 },
      ],
      suppressed: [],
    }),
    deliverNotification: async ({ delivery }) => ({
      delivery: { ...delivery, attempts: delivery.attempts + 1 },
      result: { kind: 'delivered' },
    }),
    reportLostWatch: (lost, announce) =>
      reportLostWatch(lost, { announce, accounts: [], now: () => Date.parse(start) }),
    saveDeadLetter: async (deadLetter) => {
      deadLetters.push(deadLetter);
      return 'kept';
    },
    ...overrides,
  };
}

/** Returns an event in short: `poll wait`, `delivery chat delivered`. */
export const inShort = (event: LocalEvent): string => {
  switch (event.event) {
    case 'poll':
      return `poll ${event.polled.decision.kind}`;
    case 'notification':
      return `notification ${event.notification.type}`;
    case 'delivery':
      return `delivery ${event.delivery.destination} ${event.result.kind}`;
    case 'suppressed':
      return `suppressed ${event.destination}`;
    case 'dead_letter':
      return `dead_letter ${event.deadLetter.attempt?.delivery.destination}`;
    case 'end':
      return `end ${event.outcome}`;
  }
};
