import type { Listen, LocalEvent } from '../../local/events.ts';
import { jsonLine } from './visible-text.ts';

/** Prints one JSON object per line. The `end` lines come last, so `tail -n 1` is the outcome of a job. */
export function makeJsonLines(out: (text: string) => void): { on: Listen; finish: () => void } {
  const ends: string[] = [];
  return {
    on: (event) => {
      const line = jsonLine(jsonOf(event));
      if (event.event === 'end') ends.push(line);
      else out(line);
    },
    finish: () => {
      for (const line of ends.splice(0)) out(line);
    },
  };
}

function jsonOf(event: LocalEvent): object {
  switch (event.event) {
    case 'poll':
      return jsonOfPoll(event);
    case 'notification':
      return { event: 'notification', ...event.notification };
    case 'delivery':
      return {
        event: 'delivery',
        notification_id: event.notification.id,
        job_id: event.notification.job.job_id,
        destination: event.delivery.destination,
        attempts: event.delivery.attempts,
        result: event.result,
      };
    case 'suppressed':
      return {
        event: 'suppressed',
        notification_id: event.notification.id,
        job_id: event.notification.job.job_id,
        destination: event.destination,
        why: 'once_per',
      };
    case 'dead_letter':
      return {
        event: 'dead_letter',
        notification_id: event.deadLetter.notification.id,
        destination: event.deadLetter.attempt?.delivery.destination,
        result: event.deadLetter.attempt?.result,
        where: event.where,
      };
    case 'end':
      return {
        event: 'end',
        outcome: event.outcome,
        job: event.notification?.job ?? { job_id: event.jobId },
        reason: event.reason ?? event.notification?.reason,
        watch: event.notification?.watch,
      };
  }
}

function jsonOfPoll({
  jobId,
  polled: { decision, progress },
}: Extract<LocalEvent, { event: 'poll' }>): object {
  const { polls, last_status, sub_jobs, trouble } = progress;
  return {
    event: 'poll',
    job_id: jobId,
    poll: polls,
    status: last_status,
    sub_jobs,
    problem: trouble && { kind: trouble.kind, message: trouble.message, since: trouble.since },
    next_poll_seconds: decision.kind === 'wait' ? decision.seconds : undefined,
  };
}
