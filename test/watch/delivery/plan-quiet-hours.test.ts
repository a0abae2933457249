import { describe, expect, it } from 'vitest';
import type { KeyValueStore } from '../../../lib/watch/ports/key-value-store.ts';
import { aFailureNotification, aNotification } from '../../support/notifications.ts';
import { aMemory, brokenStore, strictStore } from '../../support/store.ts';
import { another, evening, planner } from './planning.ts';

const quiet = { from: '21:00', to: '06:00', zone: 'UTC', unless: ['error'] };
const untilSix = 8.5 * 3_600;

describe('quiet hours', () => {
  it('put each notification into one digest, and each of them waits for it', async () => {
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

  it('let the first notification deliver the digest for the others if executions last', async () => {
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

  it('give the fallback the whole digest', async () => {
    const { plan } = planner([{ to: ['dr-team'], fallback: 'managers', quiet }]);
    const { deliveries } = await plan(another(1, aNotification()));
    expect(deliveries[0]?.fallback?.digest).toBe(deliveries[0]?.digest);
  });

  it('put nothing into a digest that was delivered already', async () => {
    const store = strictStore(() => evening);
    const { plan } = planner([{ to: ['dr-team'], quiet }], { store });
    const digest = (await plan(another(1, aNotification()))).deliveries[0]?.digest ?? '';
    await store.put({ of: digest, id: 'closed' }, 'true', 60);
    expect(await plan(another(2, aNotification()))).toStrictEqual({
      deliveries: [{ destination: 'dr-team', attempts: 0, hold_seconds: untilSix }],
      suppressed: [],
    });
  });

  it('defer each notification by itself for machines, or if configured', async () => {
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

  it('do not defer severe notifications, nor anything by day', async () => {
    const routes = [{ to: ['dr-team'], quiet }];
    const now = [{ destination: 'dr-team', attempts: 0 }];
    expect((await planner(routes).plan(aFailureNotification())).deliveries).toStrictEqual(now);
    const noon = Date.parse('2026-03-01T12:00:00.000Z');
    expect((await planner(routes, { at: noon }).plan(aNotification())).deliveries).toStrictEqual(now);
  });

  it('defer severe notifications too without an exception', async () => {
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

  it('do not defer what another route sends at once, in any order of the routes', async () => {
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

  it('defer each notification by itself if the digest cannot be stored, and report that', async () => {
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

  it('contains all notifications of its night that its destination gets', async () => {
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
