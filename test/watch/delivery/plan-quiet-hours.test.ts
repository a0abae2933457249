import { describe, expect, it } from 'vitest';
import type { KeyValueStore } from '../../../lib/watch/ports/key-value-store.ts';
import { aFailureNotification, aNotification } from '../../support/notifications.ts';
import { aMemory, brokenStore, strictStore } from '../../support/store.ts';
import { another, evening, planner } from './planning.ts';

const quiet = { from: '21:00', to: '06:00', zone: 'UTC', unless: ['error'] };
const untilSix = 8.5 * 3_600;

describe('quiet hours', () => {
  it('put each notification into one digest, which each of them sees brought', async () => {
    const store = strictStore(() => evening);
    const { plan } = planner([{ to: ['dr-team'], quiet }], { store });
    const digest = 'digest dr-team 2026-03-02T06:00:00.000Z';
    const held = [{ destination: 'dr-team', attempts: 0, hold_seconds: untilSix + 60, digest }];
    for (const number of [1, 2, 1]) {
      expect(await plan(another(number, aNotification()))).toStrictEqual({
        deliveries: held,
        suppressed: [],
      });
    }
    expect((await aMemory(store).digest(digest)).map(({ id }) => id).sort()).toEqual(
      [another(1).id, another(2).id].sort(),
    );
  });

  it('have the first notification bring the digest for the others where executions last', async () => {
    const { plan } = planner([{ to: ['dr-team'], quiet }], { lasting: true });
    const digest = 'digest dr-team 2026-03-02T06:00:00.000Z';
    const first = [{ destination: 'dr-team', attempts: 0, hold_seconds: untilSix + 60, digest }];
    expect(await plan(another(1, aNotification()))).toStrictEqual({ deliveries: first, suppressed: [] });
    expect(await plan(another(2, aNotification()))).toStrictEqual({
      deliveries: [],
      suppressed: [{ destination: 'dr-team', why: 'in_digest' }],
    });
    expect(await plan(another(1, aNotification()))).toStrictEqual({ deliveries: first, suppressed: [] });
  });

  it('are told to the fallback as the whole digest', async () => {
    const { plan } = planner([{ to: ['dr-team'], fallback: 'managers', quiet }]);
    const { deliveries } = await plan(another(1, aNotification()));
    expect(deliveries[0]?.fallback?.digest).toBe(deliveries[0]?.digest);
  });

  it('put nothing into a digest that was brought already', async () => {
    const store = strictStore(() => evening);
    const { plan } = planner([{ to: ['dr-team'], quiet }], { store });
    const digest = (await plan(another(1, aNotification()))).deliveries[0]?.digest ?? '';
    await store.put({ of: digest, id: 'closed' }, 'true', 60);
    expect(await plan(another(2, aNotification()))).toStrictEqual({
      deliveries: [{ destination: 'dr-team', attempts: 0, hold_seconds: untilSix }],
      suppressed: [],
    });
  });

  it('hold back each notification by itself where a machine reads, or where people want it so', async () => {
    const held = [{ destination: 'tickets', attempts: 0, hold_seconds: untilSix }];
    const { plan, troubles } = planner([
      { to: ['tickets'], quiet },
      { to: ['dr-team'], quiet: { ...quiet, afterwards: 'each' } },
    ]);
    for (const number of [1, 2]) {
      expect((await plan(another(number, aNotification()))).deliveries).toStrictEqual([
        ...held,
        { ...held[0], destination: 'dr-team' },
      ]);
    }
    expect(troubles).toEqual([]);
  });

  it('do not hold back what is severe, nor anything by day', async () => {
    const routes = [{ to: ['dr-team'], quiet }];
    const now = [{ destination: 'dr-team', attempts: 0 }];
    expect((await planner(routes).plan(aFailureNotification())).deliveries).toStrictEqual(now);
    const noon = Date.parse('2026-03-01T12:00:00.000Z');
    expect((await planner(routes, { at: noon }).plan(aNotification())).deliveries).toStrictEqual(now);
  });

  it('hold back what is severe too where they make no exception', async () => {
    const { unless: _none, ...always } = quiet;
    const { plan } = planner([{ to: ['tickets'], quiet: always }]);
    expect((await plan(aFailureNotification())).deliveries).toStrictEqual([
      { destination: 'tickets', attempts: 0, hold_seconds: untilSix },
    ]);
  });

  it('of two routes to one destination are those of the first', async () => {
    const { plan } = planner([
      { to: ['tickets'], quiet },
      { to: ['tickets'], quiet: { ...quiet, to: '05:00' } },
    ]);
    expect((await plan(aNotification())).deliveries).toMatchObject([{ hold_seconds: untilSix }]);
  });

  it('do not hold back what another route tells at once, in whatever order they stand', async () => {
    const loud = { to: ['dr-team'] };
    const quietly = { to: ['dr-team'], quiet };
    for (const routes of [
      [loud, quietly],
      [quietly, loud],
    ]) {
      expect((await planner(routes).plan(aNotification())).deliveries).toStrictEqual([
        { destination: 'dr-team', attempts: 0 },
      ]);
    }
  });

  it('hold back each notification by itself when the digest cannot be kept, which is told', async () => {
    const { plan, troubles } = planner([{ to: ['dr-team'], quiet }], { store: brokenStore });
    expect((await plan(aNotification())).deliveries).toStrictEqual([
      { destination: 'dr-team', attempts: 0, hold_seconds: untilSix },
    ]);
    expect(troubles).toHaveLength(1);
  });
});

describe('a digest', () => {
  const routes = [{ to: ['dr-team', 'managers'], quiet }];
  const digestOf = (destination: string) => `digest ${destination} 2026-03-02T06:00:00.000Z`;
  const jobsIn = async (store: KeyValueStore, destination: string) =>
    (await aMemory(store).digest(digestOf(destination))).map(({ entry }) => entry.job_id).sort();

  it('holds every notification of its night, for each destination those that it is told', async () => {
    const store = strictStore(() => evening);
    const { plan } = planner([...routes, { to: ['dr-team'], when: { type: ['sdrs.job.started'] }, quiet }], {
      store,
    });
    for (const number of [1, 2]) await plan(another(number, aNotification()));
    await plan(another(3, aNotification({ type: 'sdrs.job.started' })));
    expect(await jobsIn(store, 'dr-team')).toEqual(['another-job-1', 'another-job-2', 'another-job-3']);
    expect(await jobsIn(store, 'managers')).toEqual(['another-job-1', 'another-job-2']);
  });

  it('is one for each of its destinations', async () => {
    const { plan } = planner(routes);
    const { deliveries } = await plan(another(1, aNotification()));
    expect(deliveries.map(({ digest }) => digest)).toEqual([digestOf('dr-team'), digestOf('managers')]);
  });

  it('can be read for 14 days after its night, as long as a dead letter waits', async () => {
    const clock = { now: evening };
    const store = strictStore(() => clock.now);
    await planner(routes, { store }).plan(another(1, aNotification()));
    clock.now = Date.parse('2026-03-16T05:59:59.000Z');
    expect(await jobsIn(store, 'dr-team')).toEqual(['another-job-1']);
  });
});
