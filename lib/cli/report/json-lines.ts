import type { DeskEvent, Listen } from '../../desk/events.ts';
import { jsonLine } from './visible-text.ts';

/** Reports as JSON, one object a line. The ends come last, after every delivery: `tail -n 1` is the outcome of a job. */
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

function jsonOf(event: DeskEvent): object {
  switch (event.event) {
    case 'look':
      return jsonOfLook(event);
    case 'notice':
      return { event: 'notice', ...event.notice };
    case 'delivery':
      return {
        event: 'delivery',
        notice_id: event.notice.id,
        job_id: event.notice.job.job_id,
        destination: event.delivery.destination,
        attempts: event.delivery.attempts,
        result: event.result,
      };
    case 'withheld':
      return {
        event: 'withheld',
        notice_id: event.notice.id,
        job_id: event.notice.job.job_id,
        destination: event.destination,
        why: 'once_per',
      };
    case 'dead_letter':
      return {
        event: 'dead_letter',
        notice_id: event.letter.notice.id,
        destination: event.letter.attempt?.delivery.destination,
        result: event.letter.attempt?.result,
        where: event.where,
      };
    case 'end':
      return {
        event: 'end',
        outcome: event.outcome,
        job: event.notice?.job ?? { job_id: event.jobId },
        reason: event.reason ?? event.notice?.reason,
        watch: event.notice?.watch,
      };
  }
}

function jsonOfLook({
  jobId,
  looked: { decision, progress },
}: Extract<DeskEvent, { event: 'look' }>): object {
  const { looks, last_status, sub_jobs, trouble } = progress;
  return {
    event: 'look',
    job_id: jobId,
    look: looks,
    status: last_status,
    sub_jobs,
    problem: trouble && { kind: trouble.kind, message: trouble.message, since: trouble.since },
    next_look_seconds: decision.kind === 'wait' ? decision.seconds : undefined,
  };
}
