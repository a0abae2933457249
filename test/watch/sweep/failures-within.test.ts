import { describe, expect, it } from 'vitest';
import { unseenJob } from '../../../lib/job/job.ts';
import type { Poll } from '../../../lib/job/poll.ts';
import type { AskJob } from '../../../lib/watch/ports/ask-job.ts';
import type { FailedJob } from '../../../lib/watch/sweep/failed-jobs.ts';
import { endedSince, mayHaveEndedSince } from '../../../lib/watch/sweep/failures-within.ts';
import { anAccount } from '../../support/watches.ts';

const sinceText = '2026-11-24T08:00:00.000Z';
const since = Date.parse(sinceText);
const justBefore = '2026-11-24T07:59:59.999Z';
const dayBefore = '2026-11-23T08:00:00.000Z';
const jobId = 'ff8080826b45d4a5016b5036242c0025';

const listed = (times: Partial<FailedJob>): FailedJob => ({ job_id: jobId, ...times });

/** A cloud that gives this answer about a job, and records the requests. */
function cloud(poll: Poll | undefined) {
  const asked: Parameters<AskJob>[0][] = [];
  const askJob: AskJob = async (question) => {
    asked.push(question);
    if (poll === undefined) throw new TypeError('Nobody is to be asked.');
    return poll;
  };
  const account = anAccount();
  return { asked, ended: (job: FailedJob) => endedSince(job, { account, since, askJob }) };
}

const endedAt = (end_time?: string): Poll => ({
  kind: 'job',
  job: { ...unseenJob(jobId), status: 'FAIL', ...(end_time !== undefined && { end_time }) },
});
const problem = (kind: 'not_found' | 'denied'): Poll => ({
  kind: 'problem',
  problem: { kind, message: 'no' },
});

describe('a failure of the list ended within the time', () => {
  it.each<[string, Partial<FailedJob>, 'yes' | 'no']>([
    ['when its end says so', { end_time: sinceText }, 'yes'],
    ['not when it ended before', { end_time: justBefore, begin_time: dayBefore }, 'no'],
    ['when it began within', { begin_time: sinceText }, 'yes'],
    ['not when it began more than a day before', { begin_time: '2026-11-23T07:59:59.999Z' }, 'no'],
  ])('%s', async (_, times, expected) => {
    expect(await cloud(undefined).ended(listed(times))).toBe(expected);
  });

  it.each<[string, Poll, 'yes' | 'no' | 'unknown']>([
    ['when the job says so', endedAt(sinceText), 'yes'],
    ['not when the job ended before', endedAt(justBefore), 'no'],
    ['not when the job is forgotten', problem('not_found'), 'no'],
    ['nobody knows when the job has no end', endedAt(), 'unknown'],
    ['nobody knows when the job cannot be asked', problem('denied'), 'unknown'],
  ])('as the job says where the list does not: %s', async (_, poll, expected) => {
    for (const times of [{}, { begin_time: dayBefore }, { begin_time: justBefore }, { begin_time: 'soon' }]) {
      const { asked, ended } = cloud(poll);
      expect(await ended(listed(times))).toBe(expected);
      expect(asked).toEqual([{ account: anAccount(), service: 'sdrs', jobId }]);
    }
  });
});

it('those that may have ended within are kept, the one that began last first, those without a beginning last', () => {
  const named = (job_id: string, times: Partial<FailedJob>) => ({ ...listed(times), job_id });
  const jobs = [
    named('old', { begin_time: '2026-11-22T08:00:00.000Z' }),
    named('unknown', {}),
    named('first', { begin_time: dayBefore }),
    named('last', { begin_time: '2026-11-24T09:00:00.000Z' }),
    named('ended', { begin_time: dayBefore, end_time: justBefore }),
    named('between', { begin_time: justBefore }),
  ];
  expect(mayHaveEndedSince(jobs, since).map(({ job_id }) => job_id)).toEqual([
    'last',
    'between',
    'first',
    'unknown',
  ]);
});
