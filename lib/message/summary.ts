import type { Notice } from '../notice/notice.ts';
import { cut } from './cut.ts';
import { humaneDuration, humaneTime } from './humane-time.ts';
import { untrustedLine } from './untrusted-text.ts';

const aboutTheWatching = 'This is about the watching, not about the job:';

/** What happened in plain sentences. Where we know nothing of the job's own end they say so. At most about 400 characters. */
export function summaryOf(notice: Notice): string {
  const { type, job } = notice;
  switch (type) {
    case 'sdrs.job.succeeded':
      return `The job succeeded${ranFor(notice)}.`;
    case 'sdrs.job.failed':
      return `The job failed${ranFor(notice)}.`;
    case 'sdrs.watch.timed_out':
      return `${aboutTheWatching} the deadline has passed and we stopped watching. The job itself may still be running.`;
    case 'sdrs.watch.unreachable':
      return `${aboutTheWatching} we could not ask ${whom(notice)} and stopped watching. The job itself may still be running.`;
    case 'sdrs.watch.lost':
      return `${aboutTheWatching} the watch itself died and nobody watches any more. The job itself may still be running.`;
    case 'sdrs.watch.cannot_ask':
      return `${aboutTheWatching} we could not ask ${whom(notice)} and keep trying. The job itself may still be running.`;
    case 'sdrs.job.started':
      return 'The job runs and is watched.';
    case 'sdrs.job.progress':
      return `${notice.watch.sub_jobs?.ended ?? 0} of ${notice.watch.sub_jobs?.of ?? 0} steps have ended.`;
    case 'sdrs.test':
      return 'This is a test: nothing happened.';
    case 'sdrs.job.unknown_status':
      return (
        `The API says that the job's status is "${cut(untrustedLine(job.status ?? ''), 64)}", which it does not ` +
        'document. We take it as still running and keep watching.'
      );
  }
}

const ranFor = ({ job }: Notice): string =>
  job.duration_seconds === undefined ? '' : ` after ${humaneDuration(job.duration_seconds)}`;

function whom({ service, account, problem }: Notice): string {
  const api = `the ${word(service)} API of ${word(account.cloud)} in ${word(account.region)}`;
  return problem?.since === undefined ? api : `${api} since ${word(humaneTime(problem.since))}`;
}

const word = (text: string): string => cut(untrustedLine(text), 32);
