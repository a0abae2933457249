import { describe, expect, it } from 'vitest';
import { makeHolder } from '../../lib/watch/holder.ts';
import { planNotice } from '../../lib/watch/plan-notice.ts';
import { aNotice, anUnreachableNotice } from '../support/notices.ts';
import { aMemory, brokenRecords, strictRecords } from '../support/records.ts';
import { another, evening, planner } from './planning.ts';

describe('a plan', () => {
  it.each([
    [[], ['dr-team', 'tickets', 'managers']],
    [[{ to: ['tickets', 'dr-team', 'tickets'] }], ['tickets', 'dr-team']],
    [[{ to: ['tickets'], when: { outcome: ['failed'] } }], []],
  ])('by the routes %j delivers to %j', async (routes, expected) => {
    expect(await planner(routes).plan(aNotice())).toStrictEqual({
      deliveries: expected.map((destination) => ({ destination, attempts: 0 })),
      withheld: [],
    });
  });

  it('names who is told when a destination cannot be', async () => {
    const { deliveries } = await planner([{ to: ['dr-team'], fallback: 'tickets' }]).plan(aNotice());
    expect(deliveries).toStrictEqual([
      {
        destination: 'dr-team',
        attempts: 0,
        fallback: { destination: 'tickets', attempts: 0, instead_of: { destination: 'dr-team' } },
      },
    ]);
  });

  it('tells a destination of two routes by the first, with the fallback of the first', async () => {
    const { plan } = planner([
      { to: ['dr-team'], fallback: 'managers' },
      { to: ['dr-team'], fallback: 'tickets' },
    ]);
    const { deliveries } = await plan(aNotice());
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
    ['of another notice', [asked, { to: ['tickets'], when: { outcome: ['lost'] } }], 1],
  ])('and is told %s', async (_, routes, fallbacks) => {
    const { deliveries } = await planner(routes).plan(aNotice());
    expect(deliveries.filter(({ fallback }) => fallback !== undefined)).toHaveLength(fallbacks);
  });
});

describe('a dead letter that is sent again', () => {
  it('goes where it did not arrive, as if it had never been tried', async () => {
    const delivery = { destination: 'tickets', attempts: 9, first_attempt_at: '2026-03-01T12:00:00.000Z' };
    const plan = await planNotice(
      { notice: aNotice(), again: { ...delivery, hold_seconds: 60, digest: 'digest of a night' } },
      {
        routes: [],
        destinations: [],
        ...{ records: brokenRecords, holder: makeHolder('test'), lasting: true },
        onTrouble: () => {},
        now: () => evening,
      },
    );
    expect(plan).toStrictEqual({
      deliveries: [{ destination: 'tickets', digest: 'digest of a night', attempts: 0 }],
      withheld: [],
    });
  });
});

describe('once_per', () => {
  const routes = [{ to: ['dr-team'], once_per: { same: ['error_code'], within: '1h' } }];

  it('tells the first of the same, and says of the others that it was told before', async () => {
    const { plan } = planner(routes);
    expect((await plan(another(1))).deliveries).toHaveLength(1);
    expect(await plan(another(2))).toStrictEqual({
      deliveries: [],
      withheld: [{ destination: 'dr-team', why: 'told_before' }],
    });
    expect((await plan(another(3, aNotice()))).deliveries).toHaveLength(1);
  });

  it('gives a notice that is planned twice the same plan', async () => {
    const { plan } = planner(routes);
    expect(await plan(another(1))).toStrictEqual(await plan(another(1)));
  });

  it('is a matter of each route: what one told, another still tells', async () => {
    const oncePer = { same: ['account'], within: '1h' };
    const { plan } = planner([
      { to: ['dr-team'], when: { outcome: ['failed'] }, once_per: oncePer },
      { to: ['dr-team'], when: { outcome: ['unreachable'] }, once_per: oncePer },
    ]);
    expect((await plan(another(1))).deliveries).toHaveLength(1);
    expect((await plan(another(2, anUnreachableNotice()))).deliveries).toHaveLength(1);
  });

  it('is a matter of each destination: one that joined the route later is told what others were told before', async () => {
    const records = strictRecords(() => evening);
    await planner(routes, { records }).plan(another(1));
    const { plan } = planner([{ ...routes[0], to: ['dr-team', 'tickets'] }], { records });
    expect(await plan(another(2))).toStrictEqual({
      deliveries: [{ destination: 'tickets', attempts: 0 }],
      withheld: [{ destination: 'dr-team', why: 'told_before' }],
    });
  });

  it('keeps nobody from hearing it by another route', async () => {
    const { plan } = planner([...routes, { to: ['dr-team'], when: { outcome: ['failed'] } }]);
    await plan(another(1));
    expect(await plan(another(2))).toStrictEqual({
      deliveries: [{ destination: 'dr-team', attempts: 0 }],
      withheld: [],
    });
  });

  it('does not count one whose process died before it was delivered, and counts the one that took its place', async () => {
    const records = strictRecords(() => evening);
    const after = makeHolder('after', (mark) => mark.startsWith('killed '));
    await planner(routes, { records, holder: makeHolder('killed') }).plan(another(1));
    const { plan } = planner(routes, { records, holder: after });
    const told = await Promise.all([2, 3].map((number) => plan(another(number))));
    expect(told.filter(({ deliveries }) => deliveries.length === 1)).toHaveLength(1);
    expect((await plan(another(1))).deliveries).toEqual([]);
  });

  it.each([
    ['there', { destination: 'dr-team', attempts: 1 }],
    ['in its place', { destination: 'managers', attempts: 1, instead_of: { destination: 'dr-team' } }],
  ])(
    'counts what was delivered %s before its process died, destination by destination',
    async (_, delivery) => {
      const both = [{ ...routes[0], to: ['dr-team', 'tickets'], fallback: 'managers' }];
      const records = strictRecords(() => evening);
      await planner(both, { records, holder: makeHolder('killed') }).plan(another(1));
      await aMemory(records).delivered(another(1), delivery);
      const after = makeHolder('after', (mark) => mark.startsWith('killed '));
      const plan = await planner(both, { records, holder: after }).plan(another(2));
      expect(plan.deliveries).toMatchObject([{ destination: 'tickets' }]);
      expect(plan.withheld).toEqual([{ destination: 'dr-team', why: 'told_before' }]);
    },
  );

  it('tells rather once more when the store cannot be reached', async () => {
    const { plan, troubles } = planner(routes, { records: brokenRecords });
    expect((await plan(another(1))).deliveries).toHaveLength(1);
    expect((await plan(another(2))).deliveries).toHaveLength(1);
    expect(troubles).toHaveLength(2);
  });
});
