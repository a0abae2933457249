import { describe, expect, it } from 'vitest';
import type { Poll } from '../../lib/job/poll.ts';
import { pollJob } from '../../lib/watch/poll-job.ts';
import { PollOutput } from '../../lib/workflow/contracts.ts';
import { aFailedJob } from '../support/jobs.ts';
import { meeting, seeing } from '../support/polls.ts';
import { aPollInput } from '../support/watches.ts';
import { now, portsWith, someProgress } from './polling.ts';

const running = seeing({ begin_time: '2026-03-01T12:00:00.000Z' });
const failed = (overrides: Partial<ReturnType<typeof aFailedJob>> = {}): Poll => ({
  kind: 'job',
  job: aFailedJob(overrides),
});

describe('a watch that ends', () => {
  const decisionAt = async (poll: Poll, deadline_at = '2026-03-02T12:00:00.000Z') => {
    const { ports } = portsWith(poll);
    const input = aPollInput({ progress: someProgress({ deadline_at }) });
    return (await pollJob(input, ports)).decision;
  };

  it('with success says nothing more', async () => {
    expect(await decisionAt(seeing({ status: 'SUCCESS' }))).toStrictEqual({
      kind: 'end',
      outcome: 'succeeded',
    });
  });

  it.each([
    ["the job's own code and reason, not its root cause's", {}, 'SDRS.0406', 'A sub-job failed.'],
    ['JobFailed for a job without a code', { error_code: undefined }, 'JobFailed', 'A sub-job failed.'],
    [
      'a sentence for a job without a reason',
      { fail_reason: undefined },
      'SDRS.0406',
      'The job failed and gave no reason.',
    ],
    [
      'codes and reasons cut to 256 and 1,024 bytes',
      { error_code: 'E'.repeat(300), fail_reason: 'r'.repeat(9_999) },
      `${'E'.repeat(247)}… (cut)`,
      `${'r'.repeat(1_015)}… (cut)`,
    ],
  ])('with failure gives a parent workflow %s', async (...[, overrides, error, cause]) => {
    expect(await decisionAt(failed(overrides))).toStrictEqual({
      kind: 'end',
      outcome: 'failed',
      error,
      cause,
    });
  });

  it('at its deadline gives WatchTimedOut', async () => {
    expect(await decisionAt(running, '2026-03-01T12:04:17.000Z')).toStrictEqual({
      kind: 'end',
      outcome: 'timed_out',
      error: 'WatchTimedOut',
      cause: 'The deadline passed and the job had not ended: its status was still RUNNING.',
    });
  });

  it('because the API refuses it gives WatchUnreachable', async () => {
    expect(await decisionAt(meeting('refused', { message: 'm'.repeat(9_999) }))).toStrictEqual({
      kind: 'end',
      outcome: 'unreachable',
      error: 'WatchUnreachable',
      cause: `The state of the job could not be read. ${'m'.repeat(975)}… (cut)`,
    });
  });
});

it.each([
  ['a job that runs', running],
  ['a job that succeeded', seeing({ status: 'SUCCESS', end_time: '2026-03-01T12:04:10.000Z' })],
  ['a job that failed', failed()],
  ['a status that nobody knows', seeing({ status: 'PAUSED' })],
  [
    'a problem',
    meeting('server', { status: 503, request_id: 'r', error_code: 'APIGW.1', retry_after_seconds: 9 }),
  ],
  ['a refusal', meeting('refused', { status: 400 })],
] as [string, Poll][])('the answer is what the machine was promised, after JSON: %s', async (_, poll) => {
  for (const progress of [undefined, someProgress({ deadline_at: new Date(now).toISOString() })]) {
    const output = await pollJob(aPollInput({ progress }), portsWith(poll).ports);
    expect(PollOutput.parse(JSON.parse(JSON.stringify(output)))).toStrictEqual(output);
  }
});
