import { describe, expect, it } from 'vitest';
import type { Poll } from '../../../lib/job/poll.ts';
import { pollJob } from '../../../lib/watch/poll-job.ts';
import { type FailedJob, SweepConfig, sweepOf } from '../../../lib/watch/sweep/failed-jobs.ts';
import { watchId } from '../../../lib/watch/watch-id.ts';
import { aFailedJob } from '../../support/jobs.ts';
import { meeting, seeing } from '../../support/polls.ts';
import { anAccount, aPollInput, aRequest, projectId } from '../../support/watches.ts';

import { account, aFailure, always, failed, failures, hoursAgo, now, only, sweep } from './sweep.ts';

describe('a failure that nobody watched', () => {
  it('is announced with the very notification that ends a watch of that job', async () => {
    const { notified, run } = only(aFailure());
    expect(await run()).toEqual([{ account: account.id, found: 1, announced: 1, already: 0, left: 0 }]);
    const request = aRequest({ job_id: aFailure().job_id, account: account.id });
    const id = watchId({ ...request, region: account.region });
    const watched = await pollJob(aPollInput({ watch: { id, arn: '' }, request }), {
      askJob: failed,
      accounts: [account],
      wanted: new Set(),
      now: () => now,
      polling: { preset: 'balanced', deadline: '24h' },
    });
    expect(notified).toEqual([watched.notification]);
    expect(notified[0]).toMatchObject({ type: 'sdrs.job.failed', job: { root_cause: {}, advice: {} } });
  });

  it('is announced once, however often it is found', async () => {
    const { notified, run } = only(aFailure());
    await run();
    expect(await run()).toMatchObject([{ found: 1, announced: 0, already: 1 }]);
    expect(notified).toHaveLength(1);
  });

  it('is skipped by the next run of the same process, and not announced again by another process', async () => {
    const { asked, notified, run, ports } = only(aFailure());
    await run();
    await run();
    expect(asked).toHaveLength(1);
    ports.settled.clear();
    expect(await run()).toMatchObject([{ already: 1 }]);
    expect(notified).toHaveLength(1);
  });

  it('is announced with the data of the list if the job cannot be polled', async () => {
    const { notified, run } = only(
      aFailure(),
      always(meeting('not_found', { status: 404, retry_after_seconds: 9 })),
    );
    expect(await run()).toMatchObject([{ announced: 1 }]);
    expect(notified).toMatchObject([
      {
        type: 'sdrs.job.failed',
        outcome: 'failed',
        reason: expect.stringContaining('could not be looked at'),
        problem: { kind: 'not_found', status: 404 },
        account: { id: account.id, project_id: projectId },
        watch: { id: watchId({ ...aRequest({ job_id: aFailure().job_id }), region: 'eu-de' }) },
      },
    ]);
    expect(notified[0]?.job).toStrictEqual({
      job_id: aFailure().job_id,
      job_type: 'stopProtectionGroupNoCG',
      label: 'Disable protection',
      status: 'FAIL',
      begin_time: hoursAgo(1),
      error_code: 'SDRS.1013',
      fail_reason: 'The protection group is gone.',
      entities: { resource_id: 'group-1' },
      sub_jobs: [],
      advice: expect.objectContaining({ error_code: 'SDRS.1013' }),
    });
  });

  it.each<[string, Poll]>([
    ['succeeded after all', seeing({ status: 'SUCCESS' })],
    ['runs again', seeing({ status: 'RUNNING' })],
  ])('and that itself %s is not announced', async (_, poll) => {
    const { notified, run } = only(aFailure(), always(poll));
    expect(await run()).toMatchObject([{ found: 0, announced: 0 }]);
    expect(notified).toEqual([]);
  });

  it('is announced once it fails, though it ran again before', async () => {
    const polls = [seeing({ status: 'RUNNING' })];
    const { run } = only(aFailure(), async (question) => polls.shift() ?? failed(question));
    expect(await run()).toMatchObject([{ announced: 0 }]);
    expect(await run()).toMatchObject([{ announced: 1 }]);
  });
});

const endedAgo = (hours: number): Poll => ({ kind: 'job', job: aFailedJob({ end_time: hoursAgo(hours) }) });

describe('the time that is looked back over', () => {
  it.each<[string, Partial<FailedJob>, Poll, number]>([
    ['began within it', { begin_time: hoursAgo(23) }, endedAgo(22), 1],
    ['began before and ended within it', { begin_time: hoursAgo(26) }, endedAgo(23), 1],
    ['ended before it', { begin_time: hoursAgo(26) }, endedAgo(25), 0],
    ['began more than a day before it', { begin_time: hoursAgo(49) }, endedAgo(1), 0],
    ['began before it and is not known any more', { begin_time: hoursAgo(26) }, meeting('not_found'), 0],
    ['is dated by its end alone', { begin_time: undefined, end_time: hoursAgo(2) }, endedAgo(2), 1],
    ['is dated by the job alone', { begin_time: 'yesterday' }, endedAgo(2), 1],
  ])('a failure that %s', async (...[, dates, poll, announced]) => {
    const { run } = only(aFailure(dates), always(poll));
    expect(await run()).toMatchObject([{ announced, left: 0 }]);
  });

  it.each<[string, Poll]>([
    ['cannot be asked for', meeting('server')],
    ['does not have its end time', seeing({ status: 'FAIL' })],
  ])('is left for the next run when the job began before and %s', async (_, poll) => {
    const { run, notified } = only(aFailure({ begin_time: hoursAgo(26) }), always(poll));
    expect(await run()).toMatchObject([{ found: 1, announced: 0, left: 1 }]);
    expect(notified).toEqual([]);
  });

  it('costs no question for what is older by far', async () => {
    const { run, asked } = only(aFailure({ begin_time: '2019-01-21T12:56:35.754Z' }));
    expect(await run()).toMatchObject([{ found: 0 }]);
    expect(asked).toEqual([]);
  });
});

describe('what one run found out, for the next ones of the same process', () => {
  it.each<[string, Partial<FailedJob>, Poll]>([
    ['ended before the time', { begin_time: hoursAgo(26) }, endedAgo(25)],
    ['succeeded after all', {}, seeing({ status: 'SUCCESS' })],
  ])('spares the question: a failure that %s', async (...[, dates, poll]) => {
    const { run, asked } = only(aFailure(dates), always(poll));
    await run();
    expect(await run()).toMatchObject([{ found: 0, announced: 0, already: 0, left: 0 }]);
    expect(asked).toHaveLength(1);
  });

  it('saves the query whether a watch announced it', async () => {
    const { run, ports } = only(aFailure());
    const sought: string[] = [];
    ports.getWatch = async (id) => {
      sought.push(id);
      return { id, status: 'failed', started_at: hoursAgo(1) };
    };
    for (const _ of [1, 2]) expect(await run()).toMatchObject([{ found: 1, announced: 0, already: 1 }]);
    expect(sought).toHaveLength(1);
  });

  it('spares none while nobody can say when a job ended', async () => {
    const polls = [meeting('server'), endedAgo(2)];
    const { run } = only(
      aFailure({ begin_time: hoursAgo(26) }),
      async (question) => polls.shift() ?? failed(question),
    );
    expect(await run()).toMatchObject([{ announced: 0, left: 1 }]);
    expect(await run()).toMatchObject([{ announced: 1, left: 0 }]);
  });

  it('is forgotten from 20,000 failures on: a process that lives for long does not grow', async () => {
    const { run, ports } = only(aFailure());
    for (let number = 0; number < 20_000; number += 1) ports.settled.set(`watch ${number}`, 'already');
    await run();
    expect(ports.settled.size).toBe(20_001);
    await run();
    expect(ports.settled.size).toBe(1);
  });
});

describe('an account', () => {
  it('that cannot be asked takes none of the others with it', async () => {
    const { run } = sweep({
      broken: { kind: 'problem', problem: { kind: 'denied', message: 'Refused.' } },
      [account.id]: [aFailure()],
      partly: { kind: 'jobs', jobs: [aFailure()], complete: false, why: 'It goes on.' },
    });
    expect(await run()).toEqual([
      { account: 'broken', found: 0, announced: 0, already: 0, left: 0, problem: 'Refused.' },
      { account: account.id, found: 1, announced: 1, already: 0, left: 0 },
      { account: 'partly', found: 1, announced: 1, already: 0, left: 0, problem: 'It goes on.' },
    ]);
  });

  it('is served when announcing for another throws, and then that is thrown', async () => {
    const { run, notified, ports } = sweep({ first: failures(1), second: failures(1) });
    const { announce } = ports;
    ports.announce = async (notification) => {
      if (notification.account.id === 'first') throw new Error('StartExecution was throttled');
      return announce(notification);
    };
    await expect(run()).rejects.toThrow('StartExecution was throttled');
    expect(notified.map((notification) => notification.account.id)).toEqual(['second']);
  });
});

describe('one run', () => {
  it('announces at most 200 failures over all accounts, and the next sweep continues', async () => {
    const { run, notified, ports } = sweep({ first: failures(150), [account.id]: failures(150) });
    const sums = async () =>
      (await run()).reduce((sum, { announced, left }) => [sum[0]! + announced, sum[1]! + left], [0, 0]);
    expect(await sums()).toEqual([200, 100]);
    ports.settled.clear();
    expect(await sums()).toEqual([100, 0]);
    expect(new Set(notified.map(({ id }) => id)).size).toBe(300);
  });

  it('ends its polls before the function is stopped', async () => {
    let time = now;
    const { run } = sweep(
      { [account.id]: failures(20) },
      {
        now: () => time,
        askJob: (question) => {
          time += 10_000;
          return failed(question);
        },
      },
    );
    expect(await run()).toMatchObject([{ found: 20, announced: 15, left: 5 }]);
  });
});

describe('the configuration', () => {
  const accounts = [anAccount({ id: 'one' }), anAccount({ id: 'two' })];
  const idsOf = (sweepConfig?: SweepConfig) =>
    sweepOf({ accounts, sweep: sweepConfig }).accounts.map(({ id }) => id);

  it('looks for nothing where it does not say so', () => expect(idsOf()).toEqual([]));

  it('polls in all accounts, or in those it names', () => {
    expect(idsOf(SweepConfig.parse({}))).toEqual(['one', 'two']);
    expect(idsOf(SweepConfig.parse({ accounts: ['two'] }))).toEqual(['two']);
  });

  it('looks back over a day, or as long as it says', () => {
    const secondsOf = (input: object) => sweepOf({ accounts, sweep: SweepConfig.parse(input) }).withinSeconds;
    expect([secondsOf({}), secondsOf({ within: '90m' })]).toEqual([86_400, 5_400]);
  });

  it.each([{ within: 'long' }, { within: '31d' }, { accounts: [] }, { every: '5m' }])('refuses %j', (input) =>
    expect(SweepConfig.safeParse(input).success).toBe(false),
  );
});
