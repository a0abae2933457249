import { describe, expect, it } from 'vitest';
import { makeEngine } from '../../lib/local/engine.ts';
import type { LocalEvent } from '../../lib/local/events.ts';
import { makeInMemoryStore } from '../../lib/local/in-memory-store.ts';
import type { LocalSteps } from '../../lib/local/steps.ts';
import { makeWatchStore } from '../../lib/local/watch-store.ts';
import { makeLocalWatches } from '../../lib/local/watches.ts';
import { notificationId } from '../../lib/notification/notification-id.ts';
import { type Clock, makeClock } from '../../lib/watch/ports/clock.ts';
import { watchId } from '../../lib/watch/watch-id.ts';
import { WatchView } from '../../lib/watch/watch-view.ts';
import type { RequestedWatch } from '../../lib/watch/watches.ts';
import { makeSteps, succeeding, waiting } from '../support/local-steps.ts';
import { aFailureNotification } from '../support/notifications.ts';
import { makeSkippingClock } from '../support/skipping-clock.ts';
import { anAccount, aRequest } from '../support/watches.ts';

const request = aRequest();
const id = (run?: number) => watchId({ ...request, region: 'eu-de' }, run);
const asked = (overrides: Partial<RequestedWatch> = {}): RequestedWatch => ({
  request,
  again: false,
  ...overrides,
});
const endless: LocalSteps['pollJob'] = async (input) => waiting(input, 3_600);

function local(
  overrides: Partial<LocalSteps> = {},
  clock: Clock = makeSkippingClock(),
  { store = makeInMemoryStore(clock.now), accounts = [anAccount()] } = {},
) {
  const troubles: string[] = [];
  const events: LocalEvent[] = [];
  const heard = new Set<() => void>();
  const on = (event: LocalEvent) => {
    events.push(event);
    for (const listener of heard) listener();
  };
  const engine = makeEngine({ steps: makeSteps(overrides), clock, on });
  /** Waits until a number of events of a kind arrived. */
  const untilHeard = (kind: LocalEvent['event'], count = 1) =>
    new Promise<void>((resolve) => {
      const poll = () => {
        if (events.filter(({ event }) => event === kind).length < count) return;
        heard.delete(poll);
        setImmediate(resolve);
      };
      heard.add(poll);
      poll();
    });
  const watches = makeLocalWatches({
    engine,
    accounts,
    clock,
    store: makeWatchStore(store),
    onTrouble: (what) => troubles.push(what),
  });
  return { ...watches, engine, events, troubles, untilHeard };
}

describe('a watch of the local run', () => {
  it('starts, runs, and has the outcome of its job', async () => {
    const { startWatch, getWatch, untilHeard } = local();
    expect(await startWatch(asked())).toMatchObject({
      answer: 'started',
      watch: { id: id(), status: 'running', request, started_at: '2026-11-24T08:00:00.000Z' },
    });
    await untilHeard('end');
    expect(WatchView.parse(await getWatch(id()))).toMatchObject({
      status: 'succeeded',
      outcome: 'succeeded',
      progress: { polls: 1, errors_seen: 0 },
      ended_at: '2026-11-24T08:00:00.000Z',
    });
  });

  it('reports the error of a job that failed', async () => {
    const { startWatch, getWatch, untilHeard } = local({
      pollJob: async (input) => ({
        ...succeeding(input),
        decision: { kind: 'end', outcome: 'failed', error: 'SDRS.0208', cause: 'The quota is used up.' },
        notification: { ...aFailureNotification(), id: notificationId(input.watch.id, 'end') },
      }),
    });
    await startWatch(asked());
    await untilHeard('end');
    expect(await getWatch(id())).toMatchObject({
      status: 'failed',
      error: 'SDRS.0208',
      cause: 'The quota is used up.',
    });
  });

  it('shows its progress while it runs, and is found, not begun a second time', async () => {
    const { startWatch, getWatch, untilHeard, engine } = local({ pollJob: endless }, makeClock());
    await startWatch(asked());
    await untilHeard('poll');
    expect(await getWatch(id())).toMatchObject({ status: 'running', progress: { polls: 1 } });
    expect(await startWatch(asked({ again: true }))).toMatchObject({ answer: 'running' });
    engine.stop();
  });

  it('is begun once by two that ask at the same time', async () => {
    const { startWatch, engine } = local({ pollJob: endless }, makeClock());
    const answers = await Promise.all([startWatch(asked()), startWatch(asked())]);
    expect(answers.map(({ answer }) => answer)).toEqual(['started', 'running']);
    engine.stop();
  });

  it('can be started again after its end, and its outcome is announced again', async () => {
    const { startWatch, untilHeard, events } = local();
    await startWatch(asked());
    await untilHeard('end');
    expect(await startWatch(asked())).toMatchObject({ answer: 'ended', watch: { id: id() } });
    expect(await startWatch(asked({ again: true }))).toMatchObject({
      answer: 'started',
      watch: { id: id(2) },
    });
    await untilHeard('end', 2);
    expect(events.filter(({ event }) => event === 'notification')).toHaveLength(2);
  });

  it('that breaks is lost', async () => {
    const { startWatch, getWatch } = local({
      pollJob: async () => {
        throw new TypeError('broken');
      },
      reportLostWatch: async () => {
        throw new TypeError('broken too');
      },
    });
    await startWatch(asked());
    for (let turn = 0; turn < 100 && (await getWatch(id()))?.status === 'running'; turn += 1) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    expect(await getWatch(id())).toMatchObject({ status: 'lost', outcome: 'lost' });
  });
});

describe('a watch that is stopped', () => {
  it('ends where it is, with the reason, and nobody is notified', async () => {
    const { startWatch, stopWatch, getWatch, untilHeard, events, engine } = local(
      { pollJob: endless },
      makeClock(),
    );
    const other = aRequest({ job_id: 'another-job' });
    await startWatch(asked());
    await startWatch(asked({ request: other }));
    await untilHeard('poll', 2);
    expect(await stopWatch({ id: id(), reason: 'drill over' })).toBe('stopped');
    expect(await getWatch(id())).toMatchObject({
      status: 'stopped',
      error: 'WatchStopped',
      cause: 'drill over',
      ended_at: expect.any(String),
    });
    expect(await stopWatch({ id: id(), reason: 'once more' })).toBe('ended');
    expect(await getWatch(watchId({ ...other, region: 'eu-de' }))).toMatchObject({ status: 'running' });
    expect(events.map(({ event }) => event)).toEqual(['poll', 'poll']);
    engine.stop();
  });

  it('is known', async () => {
    expect(await local().stopWatch({ id: 'other', reason: 'x' })).toBe('unknown');
  });
});

describe('a list of watches', () => {
  it('goes from page to page, newest first, by status and by time', async () => {
    const { startWatch, listWatches, engine } = local({ pollJob: endless }, makeClock());
    for (let index = 0; index < 25; index += 1) {
      await startWatch(asked({ request: aRequest({ job_id: `job-number-${index}` }) }));
    }
    const first = await listWatches({});
    if (first === 'no_such_page') throw new TypeError('Expected a page.');
    expect(first.watches).toHaveLength(20);
    expect(first.watches[0]?.request?.job_id).toBe('job-number-24');
    const second = await listWatches({ page: first.next });
    if (second === 'no_such_page') throw new TypeError('Expected a page.');
    expect(second.watches.map(({ request }) => request?.job_id)).toEqual(
      [4, 3, 2, 1, 0].map((index) => `job-number-${index}`),
    );
    expect(second.next).toBeUndefined();
    expect(await listWatches({ status: 'failed' })).toEqual({ watches: [] });
    expect(await listWatches({ since: Date.now() + 60_000 })).toEqual({ watches: [] });
    engine.stop();
  });

  it.each(['nonsense', '0', '-1', 'NaN'])('has no page %j', async (page) => {
    expect(await local().listWatches({ page })).toBe('no_such_page');
  });

  it('has a thousand that have ended; those before are known by their ids', async () => {
    const { startWatch, listWatches, getWatch, untilHeard } = local();
    const requests = Array.from({ length: 1_002 }, (_, index) => aRequest({ job_id: `job-number-${index}` }));
    for (const one of requests) await startWatch(asked({ request: one }));
    await untilHeard('end', 1_002);
    const oldest = await listWatches({ page: '4' });
    if (oldest === 'no_such_page') throw new TypeError('Expected a page.');
    expect(oldest.watches.map(({ request }) => request?.job_id)).toEqual(['job-number-2']);
    const first = watchId({ ...aRequest({ job_id: 'job-number-0' }), region: 'eu-de' });
    expect(await getWatch(first)).toMatchObject({ status: 'succeeded' });
  });
});
