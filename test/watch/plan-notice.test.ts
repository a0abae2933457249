import { describe, expect, it } from 'vitest';
import { makeRecordsInMemory } from '../../lib/desk/records-in-memory.ts';
import type { Notice } from '../../lib/notice/notice.ts';
import { noticeId } from '../../lib/notice/notice-id.ts';
import { Route } from '../../lib/notice/route.ts';
import { type Holder, makeHolder } from '../../lib/watch/holder.ts';
import { planNotice } from '../../lib/watch/plan-notice.ts';
import type { Records } from '../../lib/watch/records.ts';
import { PlanOutput } from '../../lib/workflow/contracts.ts';
import { aFailureNotice, aNotice, anUnreachableNotice } from '../support/notices.ts';
import { aMemory, brokenRecords } from '../support/records.ts';

const evening = Date.parse('2026-03-01T21:30:00.000Z');
const destinations = [
  { id: 'dr-team', readers: 'people' as const },
  { id: 'tickets', readers: 'machines' as const },
  { id: 'managers', readers: 'people' as const },
];

/** Plans with a memory of its own. */
function planner(routes: object[], how: { records?: Records; at?: number; holder?: Holder } = {}) {
  const { records, at = evening, holder = makeHolder('test') } = how;
  const troubles: unknown[] = [];
  const ports = {
    routes: routes.map((route) => Route.parse(route)),
    destinations,
    records: records ?? makeRecordsInMemory(() => at),
    holder,
    onTrouble: (error: unknown) => troubles.push(error),
    now: () => at,
  };
  const plan = async (notice: Notice) => {
    const planned = await planNotice({ notice }, ports);
    expect(PlanOutput.parse(planned)).toStrictEqual(planned);
    return planned;
  };
  return { plan, troubles };
}

const another = (number: number, notice = aFailureNotice()): Notice => ({
  ...notice,
  id: noticeId(`watch ${number}`, 'end'),
  job: { ...notice.job, job_id: `another-job-${number}` },
});

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

  it('names who is told when a destination cannot be, and never the destination itself', async () => {
    const { deliveries } = await planner([{ to: ['dr-team', 'tickets'], fallback: 'tickets' }]).plan(
      aNotice(),
    );
    expect(deliveries).toStrictEqual([
      {
        destination: 'dr-team',
        attempts: 0,
        fallback: { destination: 'tickets', attempts: 0, instead_of: { destination: 'dr-team' } },
      },
      { destination: 'tickets', attempts: 0 },
    ]);
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
        ...{ records: brokenRecords, holder: makeHolder('test') },
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

  it('keeps nobody from hearing it by another route', async () => {
    const { plan } = planner([...routes, { to: ['dr-team'], when: { outcome: ['failed'] } }]);
    await plan(another(1));
    expect(await plan(another(2))).toStrictEqual({
      deliveries: [{ destination: 'dr-team', attempts: 0 }],
      withheld: [],
    });
  });

  it('does not count one whose process died before it was delivered, and counts the one that took its place', async () => {
    const records = makeRecordsInMemory(() => evening);
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
      const records = makeRecordsInMemory(() => evening);
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

describe('quiet hours', () => {
  const quiet = { from: '21:00', to: '06:00', zone: 'UTC', unless: ['error'] };
  const untilSix = 8.5 * 3_600;

  it('put each notice into one digest, which each of them sees brought', async () => {
    const records = makeRecordsInMemory(() => evening);
    const { plan } = planner([{ to: ['dr-team'], quiet }], { records });
    const digest = 'digest dr-team 2026-03-02T06:00:00.000Z';
    const held = [{ destination: 'dr-team', attempts: 0, hold_seconds: untilSix + 60, digest }];
    for (const number of [1, 2, 1]) {
      expect(await plan(another(number, aNotice()))).toStrictEqual({ deliveries: held, withheld: [] });
    }
    expect((await aMemory(records).digest(digest)).map(({ id }) => id).sort()).toEqual(
      [another(1).id, another(2).id].sort(),
    );
  });

  it('are told to the fallback as the whole digest', async () => {
    const { plan } = planner([{ to: ['dr-team'], fallback: 'managers', quiet }]);
    const { deliveries } = await plan(another(1, aNotice()));
    expect(deliveries[0]?.fallback?.digest).toBe(deliveries[0]?.digest);
  });

  it('put nothing into a digest that was brought already', async () => {
    const records = makeRecordsInMemory(() => evening);
    const { plan } = planner([{ to: ['dr-team'], quiet }], { records });
    const digest = (await plan(another(1, aNotice()))).deliveries[0]?.digest ?? '';
    await records.keep({ of: digest, id: 'was brought' }, 'true', 60);
    expect(await plan(another(2, aNotice()))).toStrictEqual({
      deliveries: [{ destination: 'dr-team', attempts: 0, hold_seconds: untilSix }],
      withheld: [],
    });
  });

  it('hold back each notice by itself where a machine reads, or where people want it so', async () => {
    const held = [{ destination: 'tickets', attempts: 0, hold_seconds: untilSix }];
    const { plan } = planner([
      { to: ['tickets'], quiet },
      { to: ['dr-team'], quiet: { ...quiet, afterwards: 'each' } },
    ]);
    for (const number of [1, 2]) {
      expect((await plan(another(number, aNotice()))).deliveries).toStrictEqual([
        ...held,
        { ...held[0], destination: 'dr-team' },
      ]);
    }
  });

  it('do not hold back what is severe, nor anything by day', async () => {
    const routes = [{ to: ['dr-team'], quiet }];
    const now = [{ destination: 'dr-team', attempts: 0 }];
    expect((await planner(routes).plan(aFailureNotice())).deliveries).toStrictEqual(now);
    const noon = Date.parse('2026-03-01T12:00:00.000Z');
    expect((await planner(routes, { at: noon }).plan(aNotice())).deliveries).toStrictEqual(now);
  });

  it('do not hold back what another route tells at once, in whatever order they stand', async () => {
    const loud = { to: ['dr-team'] };
    const quietly = { to: ['dr-team'], quiet };
    for (const routes of [
      [loud, quietly],
      [quietly, loud],
    ]) {
      expect((await planner(routes).plan(aNotice())).deliveries).toStrictEqual([
        { destination: 'dr-team', attempts: 0 },
      ]);
    }
  });

  it('hold back each notice by itself when the digest cannot be kept', async () => {
    const { plan } = planner([{ to: ['dr-team'], quiet }], { records: brokenRecords });
    expect((await plan(aNotice())).deliveries).toStrictEqual([
      { destination: 'dr-team', attempts: 0, hold_seconds: untilSix },
    ]);
  });
});
