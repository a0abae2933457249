import { describe, expect, it } from 'vitest';
import { makeEngine } from '../../lib/local/engine.ts';
import type { LocalEvent } from '../../lib/local/events.ts';
import { makeInMemoryStore } from '../../lib/local/in-memory-store.ts';
import type { LocalSteps } from '../../lib/local/steps.ts';
import { makeWatchStore } from '../../lib/local/watch-store.ts';
import { makeLocalWatches } from '../../lib/local/watches.ts';
import type { KeyValueStore } from '../../lib/watch/ports/key-value-store.ts';
import { watchId } from '../../lib/watch/watch-id.ts';
import { inShort, makeSteps, succeeding, waiting } from '../support/local-steps.ts';
import { anAccount, aRequest } from '../support/watches.ts';

const start = Date.parse('2026-11-24T08:00:00.000Z');
const request = aRequest();
const id = (run?: number) => watchId({ ...request, region: 'eu-de' }, run);
const asked = { request, again: false };
const endless: LocalSteps['pollJob'] = async (input) => waiting(input, 3_600);
const forever = Number.POSITIVE_INFINITY;

/** A store that outlives its processes, and processes on it whose sleeps last as long as they do. */
function makeStoreAndWatches() {
  let now = start;
  const inMemory = makeInMemoryStore(() => now);
  const begin = (
    steps: Partial<LocalSteps> = {},
    {
      accounts = [anAccount()],
      store = inMemory,
    }: { accounts?: ReturnType<typeof anAccount>[]; store?: KeyValueStore } = {},
  ) => {
    const clock = {
      now: () => now,
      sleep: (seconds: number, signal?: AbortSignal) =>
        new Promise<void>((resolve) =>
          seconds === 0 ? resolve() : signal?.addEventListener('abort', () => resolve(), { once: true }),
        ),
    };
    const events: LocalEvent[] = [];
    const troubles: string[] = [];
    const engine = makeEngine({ steps: makeSteps(steps), clock, on: (event) => events.push(event) });
    const watches = makeLocalWatches({
      engine,
      accounts,
      clock,
      store: makeWatchStore(store),
      onTrouble: (what) => troubles.push(what),
    });
    const end = async () => {
      engine.stop();
      await engine.settle(0);
    };
    const resume = async () => {
      await watches.restore();
      return watches.resume();
    };
    const notified = () => events.map(inShort);
    /** Turns of the event loop, until it holds. */
    const until = async (holds: () => boolean) => {
      for (let turn = 0; turn < 1_000 && !holds(); turn += 1) {
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
      expect(holds()).toBe(true);
    };
    return { ...watches, engine, end, resume, notified, until, troubles };
  };
  return { begin, inMemory, pass: (seconds: number) => (now += seconds * 1_000) };
}

const ended = (notified: () => string[]) => () => notified().some((text) => text.startsWith('end'));

describe('a watch that was accepted by a process that is gone', () => {
  it.each(['was stopped', 'was killed'])(
    'goes on when it %s, from when it began, to its end',
    async (how) => {
      const { begin, pass } = makeStoreAndWatches();
      const first = begin({ pollJob: endless });
      await first.startWatch(asked);
      if (how === 'was stopped') await first.end();
      expect(first.unended()).toBe(1);
      pass(7_200);
      const began: unknown[] = [];
      const second = begin({
        pollJob: async (input, beganAt) => {
          began.push(beganAt);
          return succeeding(input);
        },
      });
      expect(await second.resume()).toEqual({ resumed: 1, unknown: 0 });
      await second.until(ended(second.notified));
      await second.end();
      expect(began).toEqual([start]);
      expect(second.notified().filter((text) => text.startsWith('notification'))).toHaveLength(1);
      expect(await second.getWatch(id())).toMatchObject({
        status: 'succeeded',
        started_at: '2026-11-24T08:00:00.000Z',
        ended_at: '2026-11-24T10:00:00.000Z',
      });
      expect(await begin().resume()).toEqual({ resumed: 0, unknown: 0 });
      await first.end();
    },
  );

  it('is kept before it is answered, so that one that cannot be kept is not watched', async () => {
    const { begin, inMemory } = makeStoreAndWatches();
    const full: KeyValueStore = {
      ...inMemory,
      put: async () => {
        throw new Error('disk full');
      },
    };
    const { startWatch, getWatch, notified, until } = begin({}, { store: full });
    await expect(startWatch(asked)).rejects.toThrow('disk full');
    await until(() => true);
    expect([await getWatch(id()), notified()]).toEqual([undefined, []]);
  });

  it('is announced again if its process died between its outcome and the delivery', async () => {
    const { begin } = makeStoreAndWatches();
    const first = begin({ deliverNotification: () => new Promise(() => {}) });
    await first.startWatch(asked);
    await first.until(ended(first.notified));
    expect(await first.getWatch(id())).toMatchObject({ status: 'succeeded' });
    const second = begin();
    expect(await second.resume()).toEqual({ resumed: 1, unknown: 0 });
    await second.until(() => second.notified().includes('delivery chat delivered'));
    await second.end();
  });

  it('is announced by the next process, with no dead letter, if its process exited before the delivery', async () => {
    const { begin } = makeStoreAndWatches();
    const first = begin({ deliverNotification: () => new Promise(() => {}) });
    await first.startWatch(asked);
    await first.until(ended(first.notified));
    first.engine.stop();
    await first.engine.leave();
    expect(first.notified()).not.toContain('dead_letter chat');
    expect(first.unended()).toBe(1);
    const second = begin();
    expect(await second.resume()).toEqual({ resumed: 1, unknown: 0 });
    await second.until(() => second.notified().includes('delivery chat delivered'));
    await second.end();
    expect(second.unended()).toBe(0);
  });

  it('whose stop could not be kept goes on, and can be stopped again', async () => {
    const { begin, inMemory } = makeStoreAndWatches();
    let isFull = false;
    const store: KeyValueStore = {
      ...inMemory,
      put: async (...record) => {
        if (isFull) throw new Error('disk full');
        return inMemory.put(...record);
      },
    };
    const first = begin({ pollJob: endless }, { store });
    await first.startWatch(asked);
    isFull = true;
    const stop = { id: id(), reason: 'called off' };
    await expect(first.stopWatch(stop)).rejects.toThrow('disk full');
    expect(await first.getWatch(id())).toMatchObject({ status: 'running' });
    isFull = false;
    expect(await first.stopWatch(stop)).toBe('stopped');
    expect(await begin().resume()).toEqual({ resumed: 0, unknown: 0 });
    await first.end();
  });

  it('has ended for the next process where its notification is kept as a dead letter', async () => {
    const { begin } = makeStoreAndWatches();
    const first = begin({ deliverNotification: () => new Promise(() => {}) });
    await first.startWatch(asked);
    await first.until(ended(first.notified));
    await first.end();
    expect(first.notified()).toContain('dead_letter chat');
    expect(await begin().resume()).toEqual({ resumed: 0, unknown: 0 });
  });

  it('goes on once more where its end could not be kept, and that is said', async () => {
    const { begin, inMemory } = makeStoreAndWatches();
    let kept = 0;
    const fullLater: KeyValueStore = {
      ...inMemory,
      put: async (...record) => {
        kept += 1;
        if (kept > 1) throw new Error('disk full');
        return inMemory.put(...record);
      },
    };
    const first = begin({}, { store: fullLater });
    await first.startWatch(asked);
    await first.until(ended(first.notified));
    await first.engine.settle(forever);
    expect(first.troubles).toEqual([`the end of ${id()} could not be stored`]);
    expect(await begin({ pollJob: endless }).resume()).toEqual({ resumed: 1, unknown: 0 });
  });

  it('that has ended is listed, and followed by its next run', async () => {
    const { begin, pass } = makeStoreAndWatches();
    const first = begin();
    await first.startWatch(asked);
    await first.until(ended(first.notified));
    await first.engine.settle(forever);
    pass(60);
    const second = begin({ pollJob: endless });
    await second.resume();
    expect(await second.listWatches({})).toMatchObject({ watches: [{ id: id(), status: 'succeeded' }] });
    expect(await second.startWatch(asked)).toMatchObject({ answer: 'ended' });
    expect(await second.startWatch({ request, again: true })).toMatchObject({
      answer: 'started',
      watch: { id: id(2) },
    });
    await second.end();
  });

  it('that was stopped stays stopped', async () => {
    const { begin } = makeStoreAndWatches();
    const first = begin({ pollJob: endless });
    await first.startWatch(asked);
    await first.stopWatch({ id: id(), reason: 'drill over' });
    const second = begin();
    expect(await second.resume()).toEqual({ resumed: 0, unknown: 0 });
    expect(await second.getWatch(id())).toMatchObject({ status: 'stopped', cause: 'drill over' });
  });

  it('is left alone, and can be stopped, where no account has its job', async () => {
    const { begin } = makeStoreAndWatches();
    const first = begin({ pollJob: endless });
    await first.startWatch(asked);
    await first.end();
    const other = begin({}, { accounts: [] });
    expect(await other.resume()).toEqual({ resumed: 0, unknown: 1 });
    expect(other.notified()).toEqual([]);
    expect(await begin({ pollJob: endless }).resume()).toEqual({ resumed: 1, unknown: 0 });
    expect(await other.stopWatch({ id: id(), reason: 'gone' })).toBe('stopped');
    expect(await begin().resume()).toEqual({ resumed: 0, unknown: 0 });
  });

  it('that cannot be read is none', async () => {
    const { begin, inMemory } = makeStoreAndWatches();
    await inMemory.put({ of: 'accepted watches', id: 'x' }, '{"id":1}', 60);
    await inMemory.put({ of: 'accepted watches', id: 'y' }, 'nonsense', 60);
    expect(await begin().resume()).toEqual({ resumed: 0, unknown: 0 });
  });
});
