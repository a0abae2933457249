import { describe, expect, it } from 'vitest';
import { LastPoll, viewOfPoll, WatchStatus, WatchView } from '../../lib/watch/watch-view.ts';
import type { PollDecision } from '../../lib/workflow/contracts.ts';
import { someProgress } from './polling.ts';

const view = { id: 'sdrs-1', status: 'running', started_at: '2026-03-01T12:00:00.000Z' };
const waiting: PollDecision = { kind: 'wait', seconds: 5 };
const failed: PollDecision = { kind: 'end', outcome: 'failed', error: 'SDRS.1013', cause: 'It is gone.' };

describe('what the last poll adds to the view of a watch', () => {
  it('is nothing before the first poll', () => {
    expect(viewOfPoll(undefined)).toStrictEqual({});
  });

  it('is the status of the job, how often it was asked and when it was seen, and how many parts have ended', () => {
    const progress = someProgress({ errors_seen: 2, sub_jobs: { ended: 1, of: 3 } });
    expect(viewOfPoll({ progress, decision: waiting })).toStrictEqual({
      job_status: 'RUNNING',
      progress: {
        polls: 7,
        errors_seen: 2,
        last_seen_at: '2026-03-01T12:03:55.000Z',
        sub_jobs: { ended: 1, of: 3 },
      },
    });
  });

  it('is the number of polls and errors alone while no poll saw the job', () => {
    const { last_status, last_seen_at, ...progress } = someProgress({ polls: 1, errors_seen: 1 });
    expect(viewOfPoll({ progress })).toStrictEqual({ progress: { polls: 1, errors_seen: 1 } });
  });

  it('is the outcome when it ended the watch', () => {
    expect(viewOfPoll({ progress: someProgress(), decision: failed })).toMatchObject({ outcome: 'failed' });
  });

  it('is a part of a view, of what a poll keeps', () => {
    const progress = someProgress({ sub_jobs: { ended: 1, of: 3 } });
    for (const decision of [waiting, failed]) {
      const last = LastPoll.parse({ progress, decision, notification: 'announced elsewhere' });
      expect(last).toStrictEqual({ progress, decision });
      const whole = { ...view, ...viewOfPoll(last) };
      expect(WatchView.parse(whole)).toStrictEqual(whole);
    }
  });
});

describe('a view', () => {
  it.each(['running', 'succeeded', 'failed', 'timed_out', 'unreachable', 'lost', 'stopped'])(
    'may be of a watch that is: %s',
    (status) => expect(WatchStatus.parse(status)).toBe(status),
  );

  it.each([
    { ...view, status: 'paused' },
    { ...view, status: '' },
    { ...view, token: 'secret' },
    { ...view, progress: { polls: 1, errors_seen: 0, token: 'secret' } },
    { ...view, progress: { polls: 1, errors_seen: 0, sub_jobs: { ended: 1 } } },
    { ...view, progress: { polls: 1.5, errors_seen: 0 } },
  ])('of another place is not believed: %j', (other) => {
    expect(WatchView.safeParse(other).success).toBe(false);
  });
});
