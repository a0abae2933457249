import { describe, expect, it, onTestFinished } from 'vitest';
import { makeAskJob } from '../../lib/cloud/ask-job.ts';
import { makeListFailedJobs } from '../../lib/cloud/list-failed-jobs.ts';
import { Configuration } from '../../lib/config/configuration.ts';
import { makeSendHttp } from '../../lib/http/send.ts';
import { makeEngine } from '../../lib/local/engine.ts';
import { makeInMemoryStore } from '../../lib/local/in-memory-store.ts';
import { makeEnvironmentSecrets } from '../../lib/local/secrets.ts';
import { wireLocal } from '../../lib/local/wiring.ts';
import type { Notification } from '../../lib/notification/notification.ts';
import { startSimulator } from '../../lib/simulator/cloud.ts';
import { isoTime } from '../../lib/watch/ports/clock.ts';
import { sweepMissedFailures } from '../../lib/watch/sweep/sweep-missed-failures.ts';
import { watchId } from '../../lib/watch/watch-id.ts';
import type { WatchView } from '../../lib/watch/watch-view.ts';
import { WatchRequest } from '../../lib/workflow/watch-request.ts';
import { makeSkippingClock } from '../support/skipping-clock.ts';

/** A pretend cloud, the engine that watches there, and a sweep; both tell by the same ids, each id once. */
async function aProject() {
  const clock = makeSkippingClock();
  const simulator = await startSimulator({ clock });
  const configuration = Configuration.parse({
    accounts: [
      {
        id: 'story',
        cloud: 'otc',
        region: 'eu-de',
        project_id: simulator.projectId,
        endpoint: simulator.url,
        credentials: { kind: 'token', token: 'env:TOKEN' },
      },
    ],
  });
  const { accounts } = configuration;
  const resolveSecret = makeEnvironmentSecrets({ TOKEN: simulator.issueToken() });
  const local = wireLocal({
    configuration,
    accounts,
    resolveSecret,
    clock,
    env: {},
    saveDeadLetter: async () => 'kept',
    store: makeInMemoryStore(clock.now),
  });
  const notified: Notification[] = [];
  const on = (event: { event: string; notification?: Notification | undefined }) => {
    if (event.event === 'notification' && event.notification !== undefined) notified.push(event.notification);
  };
  const engine = makeEngine({ steps: local.steps, clock, on });
  const { send, close } = makeSendHttp({ addresses: 'any' });
  onTestFinished(async () => {
    await Promise.all([local.close(), close(), simulator.close()]);
  });
  const cloud = { send, resolveSecret, now: clock.now };
  const views = new Map<string, WatchView>();
  return {
    clock,
    simulator,
    notified,
    watch: async (jobId: string, more: { deadline?: string; run?: number } = {}) => {
      const { run, ...asked } = more;
      const request = WatchRequest.parse({ job_id: jobId, project_id: simulator.projectId, ...asked });
      const id = watchId({ ...request, region: 'eu-de' }, run);
      const outcome = await engine.watch({ id, request });
      views.set(id, { id, status: outcome ?? 'stopped', started_at: isoTime(clock.now()) });
      return outcome;
    },
    sweep: async () => {
      const { accounts: run } = await sweepMissedFailures({
        accounts,
        withinSeconds: 86_400,
        settled: new Map(),
        now: clock.now,
        listFailedJobs: makeListFailedJobs(cloud),
        askJob: makeAskJob(cloud),
        getWatch: async (id) => views.get(id),
        announce: async (notification) => {
          if (notified.some(({ id }) => id === notification.id)) return 'already';
          notified.push(notification);
          return 'started';
        },
      });
      return run[0];
    },
  };
}

describe('a failure', () => {
  it('that a watch announced is not announced again', async () => {
    const { simulator, watch, sweep, notified } = await aProject();
    expect(await watch(simulator.addJob('fails-with-code'))).toBe('failed');
    expect(await sweep()).toEqual({ account: 'story', found: 1, announced: 0, already: 1, left: 0 });
    expect(notified).toHaveLength(1);
  });

  it.each(['fails-with-code', 'fails-in-sub-job'] as const)(
    'that nobody watched (%s) is announced, with what caused it, and only once it has failed',
    async (story) => {
      const { clock, simulator, sweep, notified } = await aProject();
      const jobId = simulator.addJob(story);
      simulator.addJob('succeeds');
      expect(await sweep()).toMatchObject({ found: 0 });
      await clock.sleep(120);
      expect(await sweep()).toEqual({ account: 'story', found: 1, announced: 1, already: 0, left: 0 });
      const truth = simulator.truth(jobId);
      const cause = story === 'fails-in-sub-job' ? 'EVS.2024' : 'SDRS.1030';
      expect(notified).toMatchObject([
        { type: 'sdrs.job.failed', job: { job_id: jobId, status: 'FAIL' }, account: { id: 'story' } },
      ]);
      expect(JSON.stringify(notified[0]?.job.root_cause ?? notified[0]?.job)).toContain(cause);
      expect(truth).toMatchObject({ job: { end_time: notified[0]?.job.end_time } });
      expect(await sweep()).toMatchObject({ announced: 0, already: 1 });
    },
  );

  it('that is told before its watch polls again is told once', async () => {
    const { clock, simulator, watch, sweep, notified } = await aProject();
    const jobId = simulator.addJob('fails-with-code');
    await clock.sleep(120);
    expect(await sweep()).toMatchObject({ announced: 1 });
    expect(await watch(jobId)).toBe('failed');
    const ids = notified.map(({ id }) => id);
    expect(new Set(ids).size).toBe(1);
  });

  it('of a job whose watch timed out is told once, after people were told that nobody knew', async () => {
    const { clock, simulator, watch, sweep, notified } = await aProject();
    const jobId = simulator.addJob('fails-with-code');
    expect(await watch(jobId, { deadline: '10s' })).toBe('timed_out');
    await clock.sleep(120);
    expect(await sweep()).toMatchObject({ announced: 1, already: 0 });
    expect(await sweep()).toMatchObject({ announced: 0, already: 1 });
    expect(notified.map(({ type }) => type)).toEqual(['sdrs.watch.timed_out', 'sdrs.job.failed']);
    expect(new Set(notified.map(({ id }) => id)).size).toBe(2);
  });

  it('that a second run told is not announced again', async () => {
    const { clock, simulator, watch, sweep, notified } = await aProject();
    const jobId = simulator.addJob('fails-with-code');
    expect(await watch(jobId, { deadline: '10s' })).toBe('timed_out');
    await clock.sleep(120);
    expect(await watch(jobId, { run: 2 })).toBe('failed');
    expect(await sweep()).toMatchObject({ announced: 0, already: 1 });
    expect(notified.map(({ type }) => type)).toEqual(['sdrs.watch.timed_out', 'sdrs.job.failed']);
  });

  it('is looked for with GET alone', async () => {
    const { clock, simulator, sweep } = await aProject();
    simulator.addJob('fails-in-sub-job');
    await clock.sleep(120);
    await sweep();
    expect(simulator.violations()).toEqual([]);
  });
});
