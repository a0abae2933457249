import { describe, expect, it } from 'vitest';
import type { Poll } from '../../lib/job/poll.ts';
import type { Notification, Outcome } from '../../lib/notification/notification.ts';
import { endOf, notificationId } from '../../lib/notification/notification-id.ts';
import { pollJob } from '../../lib/watch/poll-job.ts';
import type { Announce } from '../../lib/watch/ports/announce.ts';
import { type LostPorts, reportLostWatch, stoppedOnPurpose } from '../../lib/watch/report-lost-watch.ts';
import { LostOutput, LostWatch } from '../../lib/workflow/contracts.ts';
import { meeting, seeing } from '../support/polls.ts';
import { anAccount, anExecution, aPollInput, jobId, projectId } from '../support/watches.ts';
import { now, portsWith as pollPortsWith, someProgress } from './polling.ts';

const portsWith = (answer: Awaited<ReturnType<Announce>> = 'started') => {
  const announced: Notification[] = [];
  const ports = {
    announce: async (notification) => {
      announced.push(notification);
      return answer;
    },
    accounts: [anAccount({ console_url: 'https://console.example/sdrs' })],
    now: () => now,
  } satisfies LostPorts;
  return { announced, ports };
};

const ecsExecution = { ...anExecution, id: anExecution.id.replace('sdrs', 'ecs') };

const aLostWatch = (overrides: Record<string, unknown> = {}): LostWatch =>
  LostWatch.parse({
    watch: ecsExecution,
    request: { job_id: jobId, project_id: projectId, service: 'ecs', labels: { ticket: '7' } },
    status: 'FAILED',
    ...overrides,
  });

const notificationOf = async (overrides: Record<string, unknown> = {}) => {
  const { announced, ports } = portsWith();
  await reportLostWatch(aLostWatch(overrides), ports);
  return announced[0]!;
};

describe('a lost watch', () => {
  it('is announced with all that is known of it', async () => {
    const lost = {
      status: 'CAUGHT',
      error: 'States.Timeout',
      cause: 'PollJob took too long.',
      started_at: '2026-03-01T11:59:59.000Z',
      progress: someProgress({ errors_seen: 2 }),
    };
    expect(await notificationOf(lost)).toStrictEqual({
      id: expect.stringMatching(/^msg_[a-z2-7]{26}$/),
      type: 'sdrs.watch.lost',
      time: '2026-03-01T12:04:17.000Z',
      severity: 'error',
      outcome: 'lost',
      service: 'ecs',
      job: {
        job_id: jobId,
        job_type: 'createProtectionGroupNoCG',
        label: 'Create protection group',
        status: 'RUNNING',
        begin_time: '2026-03-01T12:00:00.000Z',
        entities: {},
        sub_jobs: [],
      },
      watch: {
        id: ecsExecution.id,
        polls: 7,
        started_at: '2026-03-01T12:00:00.000Z',
        ended_at: '2026-03-01T12:04:17.000Z',
        errors_seen: 2,
      },
      account: { id: 'otc-prod', cloud: 'otc', region: 'eu-de', project_id: projectId },
      reason: 'The watch itself died (CAUGHT): States.Timeout. PollJob took too long.',
      links: [
        { label: 'Cloud console', url: 'https://console.example/sdrs' },
        { label: 'Watch in Step Functions', url: expect.stringContaining(anExecution.arn) },
      ],
      labels: { ticket: '7' },
    });
  });

  it('is announced with what is known before its first poll', async () => {
    const { job, watch, reason } = await notificationOf({ progress: {} });
    expect(job).toStrictEqual({ job_id: jobId, label: 'Job', entities: {}, sub_jobs: [] });
    expect(watch).toStrictEqual({ id: ecsExecution.id, ended_at: '2026-03-01T12:04:17.000Z' });
    expect(reason).toBe('The watch itself died (FAILED): no error was given.');
  });

  it.each([
    ['{"errorType":"Error","errorMessage":"out of memory","trace":["at a","at b"]}', 'out of memory'],
    ['{"errorMessage":7}', '{"errorMessage":7}'],
    ['{"other":"x"}', '{"other":"x"}'],
    ['out of memory', 'out of memory'],
  ])('is announced with the message of the error, without its stack: %s', async (cause, words) => {
    const { reason } = await notificationOf({ error: 'Lambda.Unknown', cause });
    expect(reason).toBe(`The watch itself died (FAILED): Lambda.Unknown. ${words}`);
  });

  it('without progress began when its execution did', async () => {
    expect((await notificationOf({ started_at: '2026-03-01T11:59:59.000Z' })).watch).toStrictEqual({
      id: ecsExecution.id,
      started_at: '2026-03-01T11:59:59.000Z',
      ended_at: '2026-03-01T12:04:17.000Z',
    });
  });

  it.each([undefined, null, 'text', {}, { job_id: 'short' }, { job_id: jobId, project_id: 7 }])(
    'is announced even if its request is broken: %j',
    async (request) => {
      const { ports, announced } = portsWith();
      expect(await reportLostWatch({ ...aLostWatch(), request }, ports)).toStrictEqual({
        announced: 'started',
      });
      expect(announced[0]).toMatchObject({
        service: 'sdrs',
        job: { job_id: 'unknown', label: 'Job' },
        account: { id: 'unknown', cloud: 'unknown', region: 'unknown', project_id: 'unknown' },
        links: [{ label: 'Watch in Step Functions' }],
        labels: {},
      });
    },
  );

  it('is announced with its job if the request has fields of a later release', async () => {
    const { ports, announced } = portsWith();
    const request = { job_id: jobId, project_id: projectId, more: 1, polling: 'learned' };
    await reportLostWatch({ ...aLostWatch(), request }, ports);
    expect(announced[0]).toMatchObject({ job: { job_id: jobId }, account: { project_id: projectId } });
  });

  it('is announced with its job if another workflow started it', async () => {
    const request = {
      job_id: jobId,
      project_id: projectId,
      AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: anExecution.arn,
    };
    expect((await notificationOf({ request })).job.job_id).toBe(jobId);
  });

  it('is announced even if its account is no longer configured', async () => {
    const request = { job_id: jobId, project_id: projectId, account: 'gone' };
    expect((await notificationOf({ request })).account).toStrictEqual({
      id: 'gone',
      cloud: 'unknown',
      region: 'unknown',
      project_id: projectId,
    });
  });

  it('shares its id with the outcome of that watch, so only one of them is announced', async () => {
    const { ports } = pollPortsWith(seeing({ status: 'SUCCESS' }));
    const end = (await pollJob(aPollInput(), ports)).notification;
    const request = { job_id: jobId, project_id: projectId };
    expect((await notificationOf({ watch: anExecution, request })).id).toBe(end?.id);
    expect((await notificationOf({ watch: anExecution, status: 'ABORTED', request: null })).id).toBe(end?.id);
    expect((await notificationOf({ request })).id).not.toBe(end?.id);
  });

  it('shares it too where somebody else named the execution', async () => {
    const { ports } = pollPortsWith(seeing({ status: 'SUCCESS' }));
    const watch = { ...anExecution, id: 'b5e3a1d0-6a51-4b0e-9a55-0c2f6f1f8f3e' };
    const end = (await pollJob(aPollInput({ watch }), ports)).notification;
    const request = { job_id: jobId, project_id: projectId };
    expect((await notificationOf({ watch, request })).id).toBe(end?.id);
  });

  it.each<[string, Partial<LostWatch>]>([
    ['was stopped with its parent', { status: 'ABORTED' }],
    ['ran too long', { status: 'TIMED_OUT' }],
  ])(
    'leaves the end of the job to another watch of it, where somebody else named what %s',
    async (_, how) => {
      const { ports } = pollPortsWith(seeing({ status: 'SUCCESS' }));
      const end = (await pollJob(aPollInput(), ports)).notification;
      const watch = { ...anExecution, id: 'b5e3a1d0-6a51-4b0e-9a55-0c2f6f1f8f3e' };
      const request = { job_id: jobId, project_id: projectId };
      expect((await notificationOf({ watch, request, ...how })).id).toBe(notificationId(watch.id, 'end'));
      expect((await notificationOf({ watch: anExecution, request, ...how })).id).toBe(end?.id);
    },
  );

  it.each<[notified: string, outcome: Outcome, poll: Poll]>([
    ['it timed out', 'timed_out', seeing({ status: 'RUNNING' })],
    ['the state could not be read', 'unreachable', meeting('refused')],
  ])(
    'is silent if such a watch announced that %s, and leaves the job’s result to later watches',
    async (_, outcome, poll) => {
      const { ports } = pollPortsWith(poll);
      const watch = { ...anExecution, id: 'b5e3a1d0-6a51-4b0e-9a55-0c2f6f1f8f3e' };
      const progress = someProgress({ deadline_at: '2026-03-01T12:04:17.000Z' });
      const { notification, decision } = await pollJob(aPollInput({ watch, progress }), ports);
      const error = decision.kind === 'end' && decision.outcome !== 'succeeded' ? decision.error : undefined;
      const request = { job_id: jobId, project_id: projectId };
      expect(notification?.id).toBe(notificationId(watch.id, endOf(outcome)));
      expect((await notificationOf({ watch, request, status: 'FAILED', error })).id).toBe(notification?.id);
    },
  );
});

describe('the report says', () => {
  it.each(['started', 'already'] as const)(
    'whether the announcement of the loss was %s',
    async (announced) => {
      const { ports } = portsWith(announced);
      const output = await reportLostWatch(aLostWatch(), ports);
      expect(output).toStrictEqual({ announced });
      expect(LostOutput.parse(output)).toStrictEqual(output);
    },
  );

  it('that a watch was stopped on purpose, and announces nothing', async () => {
    const { ports, announced } = portsWith();
    const lost = aLostWatch({ status: 'ABORTED', error: stoppedOnPurpose });
    expect(await reportLostWatch(lost, ports)).toStrictEqual({ announced: 'stopped_on_purpose' });
    expect(announced).toStrictEqual([]);
    expect(stoppedOnPurpose).toBe('WatchStopped');
  });

  it.each([
    { status: 'ABORTED' },
    { status: 'ABORTED', error: 'Oops' },
    { status: 'FAILED', error: stoppedOnPurpose },
    { status: 'TIMED_OUT' },
  ])('that a watch was lost when it ended with %j', async (lost) => {
    const { ports, announced } = portsWith();
    expect(await reportLostWatch(aLostWatch(lost), ports)).toStrictEqual({ announced: 'started' });
    expect(announced).toHaveLength(1);
  });
});
