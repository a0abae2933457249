import { describe, expect, it } from 'vitest';
import { planNotification } from '../../../lib/watch/delivery/plan-notification.ts';
import { makeOwner } from '../../../lib/watch/ports/owner.ts';
import { aNotification, anUnreachableNotification } from '../../support/notifications.ts';
import { aMemory, brokenStore, strictStore } from '../../support/store.ts';
import { another, evening, planner } from './planning.ts';

describe('a plan', () => {
  it.each([
    [[], ['dr-team', 'tickets', 'managers']],
    [[{ to: ['tickets', 'dr-team', 'tickets'] }], ['tickets', 'dr-team']],
    [[{ to: ['tickets'], when: { outcome: ['failed'] } }], []],
  ])('by the routes %j delivers to %j', async (routes, expected) => {
    expect(await planner(routes).plan(aNotification())).toStrictEqual({
      deliveries: expected.map((destination) => ({ destination, attempts: 0 })),
      suppressed: [],
    });
  });

  it('names the fallback of a destination', async () => {
    const { deliveries } = await planner([{ to: ['dr-team'], fallback: 'tickets' }]).plan(aNotification());
    expect(deliveries).toStrictEqual([
      {
        destination: 'dr-team',
        attempts: 0,
        fallback: { destination: 'tickets', attempts: 0, instead_of: { destination: 'dr-team' } },
      },
    ]);
  });

  it('plans a destination of two routes by the first one, with its fallback', async () => {
    const { plan } = planner([
      { to: ['dr-team'], fallback: 'managers' },
      { to: ['dr-team'], fallback: 'tickets' },
    ]);
    const { deliveries } = await plan(aNotification());
    expect(deliveries.map(({ fallback }) => fallback?.destination)).toStrictEqual(['managers']);
  });
});

describe('a fallback that is a destination itself', () => {
  const quiet = (to: string) => ({ quiet: { from: '21:00', to, zone: 'UTC', afterwards: 'each' } });
  const asked = { to: ['dr-team'], fallback: 'tickets' };

  it.each([
    ['by its own route', [{ to: ['tickets'] }, asked], 0],
    ['by the same route', [{ to: ['dr-team', 'tickets'], fallback: 'tickets' }], 0],
    [
      'at the same time',
      [
        { ...asked, ...quiet('23:00') },
        { to: ['tickets'], ...quiet('23:00') },
      ],
      0,
    ],
    [
      'sooner',
      [
        { ...asked, ...quiet('23:00') },
        { to: ['tickets'], ...quiet('22:00') },
      ],
      0,
    ],
    ['only after quiet hours', [asked, { to: ['tickets'], ...quiet('23:00') }], 1],
    [
      'only after longer quiet hours',
      [
        { ...asked, ...quiet('22:00') },
        { to: ['tickets'], ...quiet('23:00') },
      ],
      1,
    ],
    ['of another notification', [asked, { to: ['tickets'], when: { outcome: ['lost'] } }], 1],
  ])('and is planned %s', async (_, routes, fallbacks) => {
    const { deliveries } = await planner(routes).plan(aNotification());
    expect(deliveries.filter(({ fallback }) => fallback !== undefined)).toHaveLength(fallbacks);
  });
});

describe('a dead letter that is sent again', () => {
  it('goes where it did not arrive, as if it had never been tried', async () => {
    const delivery = { destination: 'tickets', attempts: 9, first_attempt_at: '2026-03-01T12:00:00.000Z' };
    const plan = await planNotification(
      {
        notification: aNotification(),
        again: { ...delivery, hold_seconds: 60, digest: 'digest of a night' },
      },
      {
        routes: [],
        destinations: [],
        store: brokenStore,
        owner: makeOwner('test'),
        lasting: true,
        onTrouble: () => {},
        now: () => evening,
      },
    );
    expect(plan).toStrictEqual({
      deliveries: [{ destination: 'tickets', digest: 'digest of a night', attempts: 0 }],
      suppressed: [],
    });
  });
});

describe('once_per', () => {
  const routes = [{ to: ['dr-team'], once_per: { same: ['error_code'], within: '1h' } }];

  it('sends the first of equal notifications, and reports the others as sent before', async () => {
    const { plan } = planner(routes);
    expect((await plan(another(1))).deliveries).toHaveLength(1);
    expect(await plan(another(2))).toStrictEqual({
      deliveries: [],
      suppressed: [{ destination: 'dr-team', why: 'notified_before' }],
    });
    expect((await plan(another(3, aNotification()))).deliveries).toHaveLength(1);
  });

  it('gives a notification that is planned twice the same plan', async () => {
    const { plan } = planner(routes);
    expect(await plan(another(1))).toStrictEqual(await plan(another(1)));
  });

  it('applies to each route by itself: another route still sends the notification', async () => {
    const oncePer = { same: ['account'], within: '1h' };
    const { plan } = planner([
      { to: ['dr-team'], when: { outcome: ['failed'] }, once_per: oncePer },
      { to: ['dr-team'], when: { outcome: ['unreachable'] }, once_per: oncePer },
    ]);
    expect((await plan(another(1))).deliveries).toHaveLength(1);
    expect((await plan(another(2, anUnreachableNotification()))).deliveries).toHaveLength(1);
  });

  it('applies to each destination by itself: a new one gets what others got before', async () => {
    const store = strictStore(() => evening);
    await planner(routes, { store }).plan(another(1));
    const { plan } = planner([{ ...routes[0], to: ['dr-team', 'tickets'] }], { store });
    expect(await plan(another(2))).toStrictEqual({
      deliveries: [{ destination: 'tickets', attempts: 0 }],
      suppressed: [{ destination: 'dr-team', why: 'notified_before' }],
    });
  });

  it('keeps nobody from hearing it by another route', async () => {
    const { plan } = planner([...routes, { to: ['dr-team'], when: { outcome: ['failed'] } }]);
    await plan(another(1));
    expect(await plan(another(2))).toStrictEqual({
      deliveries: [{ destination: 'dr-team', attempts: 0 }],
      suppressed: [],
    });
  });

  it('does not count one whose process died before it was delivered, and counts the one that took its place', async () => {
    const store = strictStore(() => evening);
    const after = makeOwner('after', (token) => token.startsWith('killed '));
    await planner(routes, { store, owner: makeOwner('killed') }).plan(another(1));
    const { plan } = planner(routes, { store, owner: after });
    const notified = await Promise.all([2, 3].map((number) => plan(another(number))));
    expect(notified.filter(({ deliveries }) => deliveries.length === 1)).toHaveLength(1);
    expect((await plan(another(1))).deliveries).toEqual([]);
  });

  it.each([
    ['there', { destination: 'dr-team', attempts: 1 }],
    ['in its place', { destination: 'managers', attempts: 1, instead_of: { destination: 'dr-team' } }],
  ])(
    'counts what was delivered %s before its process died, destination by destination',
    async (_, delivery) => {
      const both = [{ ...routes[0], to: ['dr-team', 'tickets'], fallback: 'managers' }];
      const store = strictStore(() => evening);
      await planner(both, { store, owner: makeOwner('killed') }).plan(another(1));
      await aMemory(store).delivered(another(1), delivery);
      const after = makeOwner('after', (token) => token.startsWith('killed '));
      const plan = await planner(both, { store, owner: after }).plan(another(2));
      expect(plan.deliveries).toMatchObject([{ destination: 'tickets' }]);
      expect(plan.suppressed).toEqual([{ destination: 'dr-team', why: 'notified_before' }]);
    },
  );

  it('sends a duplicate rather than nothing if the store is down', async () => {
    const { plan, troubles } = planner(routes, { store: brokenStore });
    expect((await plan(another(1))).deliveries).toHaveLength(1);
    expect((await plan(another(2))).deliveries).toHaveLength(1);
    expect(troubles).toHaveLength(2);
  });
});
