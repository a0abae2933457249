import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Poll } from '../../lib/job/poll.ts';
import type { Outcome } from '../../lib/notification/notification.ts';
import { endOf, notificationId } from '../../lib/notification/notification-id.ts';
import type { Progress } from '../../lib/polling/progress.ts';
import { type PollPorts, pollJob } from '../../lib/watch/poll-job.ts';
import { watchId } from '../../lib/watch/watch-id.ts';
import type { PollInput } from '../../lib/workflow/contracts.ts';
import { aFailedJob, aJob, aSubJob } from '../support/jobs.ts';
import { meeting, seeing } from '../support/polls.ts';
import { anAccount, anExecution, aPollInput, aRequest, jobId, projectId } from '../support/watches.ts';
import { portsWith, someProgress } from './polling.ts';

const notificationOf = async (
  poll: Poll,
  progress: Partial<Progress> = {},
  {
    watch = anExecution,
    wanted = portsWith(poll).ports.wanted,
  }: { watch?: PollInput['watch']; wanted?: PollPorts['wanted'] } = {},
) => {
  const accounts = [anAccount({ console_url: 'https://console.example/sdrs' })];
  const { ports } = portsWith(poll, { accounts, wanted });
  const request = aRequest({ labels: { ticket: '7' } });
  const input = aPollInput({ watch, request, progress: someProgress(progress) });
  return (await pollJob(input, ports)).notification;
};

const lastingTrouble = {
  since: '2026-03-01T12:01:00.000Z',
  kind: 'denied' as const,
  in_a_row: 2,
  message: 'No.',
};
const atDeadline = { deadline_at: '2026-03-01T12:04:17.000Z' };

/** The fields that all notifications of this watch share. */
const always = {
  time: '2026-03-01T12:04:17.000Z',
  service: 'sdrs',
  account: { id: 'otc-prod', cloud: 'otc', region: 'eu-de', project_id: projectId },
  links: [
    { label: 'Cloud console', url: 'https://console.example/sdrs' },
    {
      label: 'Watch in Step Functions',
      url: `https://eu-central-1.console.aws.amazon.com/states/home?region=eu-central-1#/v2/executions/details/${anExecution.arn}`,
    },
  ],
  labels: { ticket: '7' },
};

const watch = {
  id: anExecution.id,
  polls: 8,
  started_at: '2026-03-01T12:00:00.000Z',
  errors_seen: 0,
};
const endedWatch = { ...watch, ended_at: '2026-03-01T12:04:17.000Z' };
const endId = notificationId(anExecution.id, 'end');
const idOf = (outcome: Outcome) => notificationId(anExecution.id, endOf(outcome));

/** The job as the polls before saw it. */
const knownJob = {
  job_id: jobId,
  job_type: 'createProtectionGroupNoCG',
  label: 'Create protection group',
  status: 'RUNNING',
  begin_time: '2026-03-01T12:00:00.000Z',
  entities: {},
  sub_jobs: [],
};

describe('the outcome of a watch is announced', () => {
  it('when the job succeeded', async () => {
    const job = aJob({ end_time: '2026-03-01T12:04:10.000Z' });
    expect(await notificationOf({ kind: 'job', job })).toStrictEqual({
      ...always,
      id: endId,
      type: 'sdrs.job.succeeded',
      severity: 'info',
      outcome: 'succeeded',
      job,
      watch: { ...endedWatch, detection_delay_seconds: 7 },
    });
  });

  it('when the job failed', async () => {
    const job = aFailedJob({ end_time: '2026-03-01T12:04:00.000Z' });
    expect(await notificationOf({ kind: 'job', job }, { errors_seen: 3 })).toStrictEqual({
      ...always,
      id: endId,
      type: 'sdrs.job.failed',
      severity: 'error',
      outcome: 'failed',
      job,
      watch: { ...endedWatch, errors_seen: 3, detection_delay_seconds: 17 },
    });
  });

  it('when the deadline passed', async () => {
    const poll = seeing();
    expect(await notificationOf(poll, atDeadline)).toStrictEqual({
      ...always,
      id: idOf('timed_out'),
      type: 'sdrs.watch.timed_out',
      severity: 'warning',
      outcome: 'timed_out',
      job: poll.kind === 'job' && poll.job,
      watch: endedWatch,
      reason: 'The deadline passed and the job had not ended: its status was still RUNNING.',
    });
  });

  it('when the API refused', async () => {
    const facts = { status: 403, error_code: 'APIGW.0301', request_id: '6a2c8a4e1f' };
    const poll = meeting('denied', { ...facts, retry_after_seconds: 9 });
    expect(await notificationOf(poll, { trouble: lastingTrouble })).toStrictEqual({
      ...always,
      id: idOf('unreachable'),
      type: 'sdrs.watch.unreachable',
      severity: 'warning',
      outcome: 'unreachable',
      job: knownJob,
      watch: { ...endedWatch, errors_seen: 1 },
      reason: 'The state of the job could not be read. denied it was.',
      problem: { kind: 'denied', message: 'denied it was.', ...facts, since: '2026-03-01T12:01:00.000Z' },
    });
  });

  it.each<[Outcome, Poll, Partial<Progress>, boolean]>([
    ['succeeded', seeing({ status: 'SUCCESS' }), {}, true],
    ['failed', seeing({ status: 'FAIL' }), {}, true],
    ['timed_out', seeing(), atDeadline, false],
    ['unreachable', meeting('denied'), { trouble: lastingTrouble }, false],
  ])(
    'of a workflow with names of its own as that of the job’s watch where it is the job’s: %s',
    async (...[outcome, poll, progress, isTheJobs]) => {
      const parent = { ...anExecution, id: 'nightly-drill' };
      const first = watchId({ ...aRequest(), region: 'eu-de' });
      expect(await notificationOf(poll, progress, { watch: parent })).toMatchObject({
        id: notificationId(isTheJobs ? first : parent.id, endOf(outcome)),
        outcome,
        watch: { id: isTheJobs ? first : parent.id },
      });
    },
  );

  it('and nothing else, when a status that nobody knows comes at the deadline', async () => {
    expect(await notificationOf(seeing({ status: 'PAUSED' }), atDeadline)).toMatchObject({
      id: idOf('timed_out'),
      type: 'sdrs.watch.timed_out',
    });
  });
});

describe('progress is announced', () => {
  it('when the API cannot be asked', async () => {
    const since = '2026-03-01T11:54:17.000Z';
    const trouble = { since, kind: 'network' as const, in_a_row: 3, message: 'No.' };
    expect(
      await notificationOf(meeting('server', { status: 503 }), { trouble, errors_seen: 3 }),
    ).toStrictEqual({
      ...always,
      id: notificationId(anExecution.id, `cannot_ask ${since}`),
      type: 'sdrs.watch.cannot_ask',
      severity: 'warning',
      job: knownJob,
      watch: { ...watch, errors_seen: 4 },
      problem: { kind: 'server', message: 'server it was.', status: 503, since },
    });
  });

  it('when a status is one that nobody knows', async () => {
    const poll = seeing({ status: 'PAUSED', end_time: '2026-03-01T12:04:10.000Z' });
    expect(await notificationOf(poll, { notified: ['unknown_status STUCK'] })).toStrictEqual({
      ...always,
      id: notificationId(anExecution.id, 'unknown_status PAUSED'),
      type: 'sdrs.job.unknown_status',
      severity: 'warning',
      job: poll.kind === 'job' && poll.job,
      watch,
      reason: 'The status PAUSED is not one that the API documents; it counts as still running.',
    });
  });

  const wanted = new Set(['sdrs.job.started', 'sdrs.job.progress'] as const);

  it('when the job began, to those who want that', async () => {
    expect(await notificationOf(seeing(), {}, { wanted })).toMatchObject({
      id: notificationId(anExecution.id, 'started'),
      type: 'sdrs.job.started',
      severity: 'info',
      watch,
    });
  });

  it('when parts of the job have ended, with how many, to those who want that', async () => {
    const poll = seeing({
      sub_jobs: [aSubJob(), aSubJob({ status: 'FAIL' }), aSubJob({ status: 'RUNNING' })],
    });
    const notification = await notificationOf(poll, { notified: ['started'] }, { wanted });
    expect(notification).toMatchObject({ type: 'sdrs.job.progress', severity: 'info' });
    expect(notification?.watch).toStrictEqual({ ...watch, sub_jobs: { ended: 2, of: 3 } });
    expect(await notificationOf(poll, { notified: ['started'] })).toBeUndefined();
  });

  it.each([
    ['a job that runs', seeing(), {}],
    ['a problem that is new', meeting('network'), {}],
    ['a status that was announced', seeing({ status: 'PAUSED' }), { notified: ['unknown_status PAUSED'] }],
  ] as [string, Poll, Partial<Progress>][])('never of %s', async (...[, poll, progress]) => {
    expect(await notificationOf(poll, progress)).toBeUndefined();
  });
});

describe('the detection delay', () => {
  // A machine in another zone must not take a time without a zone as its own.
  beforeEach(() => vi.stubEnv('TZ', 'Asia/Tokyo'));
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ['2026-03-01T12:04:10.000Z', 7],
    ['2026-03-01T13:04:10+01:00', 7],
    ['2026-03-01T12:04:10', 7],
    ['2026-03-01T12:04:16.600Z', 0],
    ['2026-03-01T12:04:16.400Z', 1],
    ['2026-03-01T12:04:17.000Z', 0],
    ['2026-03-01T12:04:17.001Z', undefined],
    ['2027-01-01T00:00:00.000Z', undefined],
    ['soon', undefined],
    ['1', undefined],
    [undefined, undefined],
  ])('of a job that ended at %s is %s s', async (end_time, seconds) => {
    const notification = await notificationOf(seeing({ status: 'SUCCESS', end_time }));
    expect(notification?.watch.detection_delay_seconds).toBe(seconds);
    expect('detection_delay_seconds' in notification!.watch).toBe(seconds !== undefined);
  });
});
