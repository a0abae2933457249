import { describe, expect, it } from 'vitest';
import { crowdOf } from '../../lib/notification/plan-limits.ts';
import { Route } from '../../lib/notification/route.ts';

const ids = (count: number, length = 4) =>
  Array.from({ length: count }, (_, index) => `d${index}`.padEnd(length, '-'));
const destinations = (count: number, length?: number) => ids(count, length).map((id) => ({ id }));
const quiet = { from: '22:00', to: '07:00', zone: 'UTC' };
const route = (more: object = {}) => Route.parse({ to: ids(40), ...more });
const crowdedBy = (...routes: Route[]) => crowdOf(routes, destinations(80));

describe('a notification', () => {
  it('can go to 40 destinations with short ids, each with a fallback', () => {
    expect(crowdedBy(route({ to: ids(40, 11), fallback: 'f'.repeat(11) }))).toBeUndefined();
    expect(crowdedBy(route({ to: ids(40, 12), fallback: 'f'.repeat(12) }))).toBeDefined();
    expect(crowdOf([], destinations(40))).toBeUndefined();
  });

  it('cannot go to more than 40, by one route, several routes or none', () => {
    const crowd = { type: 'sdrs.job.succeeded', deliveries: 41 };
    expect(crowdedBy(route({ to: ids(41) }))).toMatchObject(crowd);
    expect(crowdedBy(route(), route({ to: ['e'] }))).toMatchObject(crowd);
    expect(crowdOf([], destinations(41))).toMatchObject(crowd);
  });

  it('cannot have deliveries that take more than 5,632 bytes', () => {
    const long = { to: ids(19, 63), fallback: 'f'.repeat(63) };
    expect(crowdedBy(route(long))).toBeUndefined();
    expect(crowdedBy(route({ ...long, quiet }))).toMatchObject({ deliveries: 19 });
  });

  it('counts a destination once, by its longest delivery', () => {
    expect(crowdedBy(route(), route({ fallback: 'd0' }))).toBeUndefined();
    const long = ids(20, 63);
    expect(crowdedBy(route({ to: long }), route({ to: long, fallback: 'f', quiet }))?.deliveries).toBe(20);
  });
});

it('counts destinations once that several labels have in common', () => {
  const labelled = Array.from({ length: 9 }, (_, index) =>
    route({ to: ids(5), when: { labels: { [`l${index}`]: 'x' } } }),
  );
  expect(crowdedBy(...labelled)).toBeUndefined();
});

describe('routes with different conditions', () => {
  const others = Array.from({ length: 40 }, (_, index) => `e${index}`);
  it.each([
    ['accounts', { account: ['one'] }, { account: ['two'] }],
    ['outcomes', { outcome: ['failed'] }, { outcome: ['succeeded'] }],
    ['types', { type: ['sdrs.job.started'] }, { type: ['sdrs.job.progress'] }],
    ['texts of a label', { labels: { team: 'a' } }, { labels: { team: 'b', stage: 'c' } }],
  ])('on %s never match the same notification', (_, when, other) => {
    expect(crowdedBy(route({ when }), route({ to: others, when: other }))).toBeUndefined();
  });

  it.each([
    ['labels', { labels: { team: 'a' } }, { labels: { stage: 'a' } }],
    ['job types', { job_type: ['create*'] }, { job_type: ['delete*'] }],
    ['an account, and for all', { account: ['one'] }, {}],
  ])('on %s may match the same notification', (_, when, other) => {
    expect(crowdedBy(route({ when }), route({ to: others, when: other }))?.deliveries).toBe(80);
  });
});
