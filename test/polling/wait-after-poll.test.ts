import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Poll } from '../../lib/job/poll.ts';
import { beginProgress, decideAfterPoll } from '../../lib/polling/after-poll.ts';
import { presets } from '../../lib/polling/presets.ts';
import type { Progress } from '../../lib/polling/progress.ts';
import { meeting, seeing, troubles } from '../support/polls.ts';

const started = Date.parse('2026-03-01T12:00:00.000Z');
const deadlineSeconds = 3_600;
const at = (seconds: number) => started + seconds * 1_000;

const decide = (poll: Poll, before: Progress, seconds: number) =>
  decideAfterPoll(poll, before, {
    polling: presets.balanced,
    wanted: troubles,
    jobId: 'job-0001',
    now: at(seconds),
  });

describe('the wait', () => {
  // A machine in another zone must not take a time without a zone as its own.
  beforeEach(() => vi.stubEnv('TZ', 'Asia/Tokyo'));
  afterEach(() => vi.unstubAllEnvs());

  const waitAfter = (poll: Poll, seconds: number, before: Partial<Progress> = {}) =>
    decide(poll, { ...beginProgress(started, deadlineSeconds), ...before }, seconds).next;

  it.each([
    ['the begin of the job', '2026-03-01T11:16:40.000Z', 349],
    ['its begin in another zone', '2026-03-01T12:16:40+01:00', 349],
    ['its begin without a zone, which is UTC', '2026-03-01T11:16:40', 349],
    ['its begin at this moment', '2026-03-01T12:16:40.000Z', 5],
    ['our own start where it begins in the future', '2026-03-01T12:16:40.001Z', 97],
    ['our own start where its begin is nonsense', 'soon', 97],
    ['our own start where its begin is hardly a time', '-1', 97],
    ['our own start where it names no begin', undefined, 97],
  ])('counts from %s', (_, begin_time, seconds) => {
    const before = beginProgress(started, deadlineSeconds);
    const policy = {
      polling: { ...presets.balanced, capSeconds: 900 },
      wanted: troubles,
      jobId: 'job-0001',
      now: at(1_000),
    };
    const { next } = decideAfterPoll(seeing({ begin_time }), before, policy);
    expect(next).toStrictEqual({ kind: 'wait', seconds });
  });

  it('keeps to the begin of an earlier poll while no poll sees the job', () => {
    const before = { begin_time: '2026-03-01T11:43:40.000Z' };
    expect(waitAfter(meeting('network'), 20, before)).toStrictEqual({ kind: 'wait', seconds: 97 });
  });

  it('takes the jitter of the poll just made', () => {
    expect(waitAfter(seeing({ begin_time: undefined }), 1_000, { polls: 1 })).toStrictEqual({
      kind: 'wait',
      seconds: 110,
    });
  });

  it('respects Retry-After, of any problem', () => {
    for (const kind of ['throttled', 'server', 'denied'] as const) {
      const poll = meeting(kind, { retry_after_seconds: 77 });
      expect(waitAfter(poll, 20)).toStrictEqual({ kind: 'wait', seconds: 77 });
    }
  });

  it('is that of the policy', () => {
    const policy = { wanted: troubles, jobId: 'job-0001', now: at(1_000) };
    const before = beginProgress(started, deadlineSeconds);
    const waits = Object.values(presets).map(
      (polling) => decideAfterPoll(seeing({ begin_time: undefined }), before, { ...policy, polling }).next,
    );
    expect(waits).toMatchObject([{ seconds: 49 }, { seconds: 97 }, { seconds: 243 }]);
  });
});
