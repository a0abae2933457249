import { describe, expect, it } from 'vitest';
import { pollJob } from '../../lib/watch/poll-job.ts';
import { meeting, seeing } from '../support/polls.ts';
import { anAccount, aPollInput, aRequest, jobId, projectId } from '../support/watches.ts';
import { noon, portsWith, someProgress } from './polling.ts';

const running = seeing({ begin_time: '2026-03-01T12:00:00.000Z' });
describe('a poll asks the cloud once', () => {
  it('for the job of the request, with the account of the request, at the service of the request', async () => {
    const account = anAccount({ id: 'second' });
    const { ports, questions } = portsWith(running, { accounts: [anAccount(), account] });
    await pollJob(aPollInput({ request: aRequest({ account: 'second', service: 'ecs' }) }), ports);
    expect(questions).toStrictEqual([{ account, service: 'ecs', jobId }]);
  });
});

describe('the first poll', () => {
  /** A clock that goes on by 3 s whenever it is read: once before the question, once after the answer. */
  const ticking = () => {
    let time = noon - 3_000;
    return () => {
      time += 3_000;
      return time;
    };
  };

  it('starts the progress when it asks, and decides when it has the answer', async () => {
    const { ports } = portsWith(running, { now: ticking() });
    expect((await pollJob(aPollInput(), ports)).progress).toStrictEqual({
      started_at: '2026-03-01T12:00:00.000Z',
      deadline_at: '2026-03-02T12:00:00.000Z',
      polls: 1,
      errors_seen: 0,
      first_status: 'RUNNING',
      last_status: 'RUNNING',
      last_seen_at: '2026-03-01T12:00:03.000Z',
      job_type: 'createProtectionGroupNoCG',
      begin_time: '2026-03-01T12:00:00.000Z',
      notified: [],
    });
  });

  it.each([
    [{}, '24h', '2026-03-02T12:04:17.000Z'],
    [{}, '45m', '2026-03-01T12:49:17.000Z'],
    [{ deadline: '1h30m' }, '45m', '2026-03-01T13:34:17.000Z'],
    [{ deadline: '7d' }, '45m', '2026-03-08T12:04:17.000Z'],
  ])('of a request %j with the default %s sets the deadline %s', async (wanted, deadline, deadlineAt) => {
    const { ports } = portsWith(running, { polling: { preset: 'balanced', deadline } });
    const { progress } = await pollJob(aPollInput({ request: aRequest(wanted) }), ports);
    expect(progress.deadline_at).toBe(deadlineAt);
  });

  it('of a watch that began before counts the deadline from there', async () => {
    const { ports } = portsWith(running, { beganAt: noon - 3_600_000 });
    expect((await pollJob(aPollInput(), ports)).progress).toMatchObject({
      started_at: '2026-03-01T11:00:00.000Z',
      deadline_at: '2026-03-02T11:00:00.000Z',
    });
  });

  it('says what is wrong with a default deadline that is none', async () => {
    const { ports } = portsWith(running, { polling: { preset: 'balanced', deadline: 'tomorrow' } });
    await expect(pollJob(aPollInput(), ports)).rejects.toThrow(
      new RangeError('The deadline tomorrow is no duration.'),
    );
  });
});

describe('a later poll', () => {
  it('carries the progress on, and keeps the deadline that was set at the start', async () => {
    const { ports } = portsWith(meeting('network'));
    const input = aPollInput({ progress: someProgress(), request: aRequest({ deadline: '1s' }) });
    expect(await pollJob(input, ports)).toStrictEqual({
      decision: { kind: 'wait', seconds: 28 },
      progress: {
        ...someProgress(),
        polls: 8,
        errors_seen: 1,
        trouble: {
          since: '2026-03-01T12:04:17.000Z',
          kind: 'network',
          in_a_row: 1,
          message: 'network it was.',
        },
      },
    });
  });
});

describe('a running job', () => {
  const old = seeing({ begin_time: '2026-02-28T12:00:00.000Z' });

  it.each([
    [{}, 'prompt', 62],
    [{}, 'balanced', 307],
    [{}, 'thrifty', 919],
    [{ polling: 'prompt' }, 'thrifty', 62],
    [{ polling: 'thrifty' }, 'prompt', 919],
  ] as const)(
    'of a request %j with the default %s is looked at again after %i s',
    async (wanted, preset, seconds) => {
      const { ports } = portsWith(old, { polling: { preset, deadline: '24h' } });
      const output = await pollJob(aPollInput({ request: aRequest(wanted) }), ports);
      expect(output.decision).toStrictEqual({ kind: 'wait', seconds });
      expect(output).not.toHaveProperty('notification');
    },
  );

  it('is not looked at in step with another one', async () => {
    const { ports } = portsWith(old);
    const request = aRequest({ job_id: 'job-0001' });
    expect((await pollJob(aPollInput({ request }), ports)).decision).toStrictEqual({
      kind: 'wait',
      seconds: 291,
    });
  });
});

describe('an account that is not configured any more', () => {
  const why = `No account is configured for account gone, project ${projectId}. The configuration has no account.`;
  const pollWithout = async (progress = someProgress()) => {
    const { ports, questions } = portsWith(running, { accounts: [] });
    const output = await pollJob(aPollInput({ request: aRequest({ account: 'gone' }), progress }), ports);
    expect(questions).toStrictEqual([]);
    return output;
  };

  it('can be mended: nobody is asked, and the watch goes on', async () => {
    const { decision, progress, notification } = await pollWithout();
    expect(decision).toStrictEqual({ kind: 'wait', seconds: 28 });
    expect(progress.trouble).toStrictEqual({
      since: '2026-03-01T12:04:17.000Z',
      kind: 'credentials',
      in_a_row: 1,
      message: why,
    });
    expect(notification).toBeUndefined();
  });

  it('is announced if it lasts, with what is known of the job', async () => {
    const since = '2026-03-01T11:54:17.000Z';
    const trouble = { since, kind: 'credentials' as const, in_a_row: 9, message: why };
    expect((await pollWithout(someProgress({ trouble }))).notification).toMatchObject({
      type: 'sdrs.watch.cannot_ask',
      account: { id: 'gone', cloud: 'unknown', region: 'unknown', project_id: projectId },
      job: { job_id: jobId, status: 'RUNNING', label: 'Create protection group' },
      problem: { kind: 'credentials', message: why, since },
    });
  });
});

it('the state is never more than the machine was promised: news are in the notification alone', async () => {
  const output = await pollJob(aPollInput(), portsWith(seeing({ status: 'PAUSED' })).ports);
  expect(Object.keys(output)).toStrictEqual(['decision', 'progress', 'notification']);
  expect(Object.keys(output.decision)).toStrictEqual(['kind', 'seconds']);
});
