import { beforeAll, describe, expect, it } from 'vitest';
import { drawScenario } from './draw-scenario.ts';
import type { Arrived } from './pretend-vendor.ts';
import { type Observation, runScenario } from './run-scenario.ts';
import type { Scenario } from './scenario.ts';
import { scenarioInvariantNames, scenarioViolations } from './scenario-invariants.ts';
import { vendors } from './vendors.ts';

const always = { fromSeconds: 0, forSeconds: Number.POSITIVE_INFINITY, every: 1 };
const hourSeconds = 3_600;

/**
 * Two watches that fail alike, the second an hour later; the first is seen to begin. Nothing gets in the way.
 */
const plain: Scenario = {
  seed: 1,
  startMs: Date.parse('2026-11-26T20:00:00.000Z'),
  notifications: [
    { atSeconds: 0, watch: 0, type: 'sdrs.job.started', errorCode: 'SDRS.1030' },
    { atSeconds: 60, watch: 0, type: 'sdrs.job.failed', errorCode: 'SDRS.1030' },
    { atSeconds: hourSeconds, watch: 1, type: 'sdrs.job.failed', errorCode: 'SDRS.1030' },
  ],
  kinds: { team: 'slack-bot', hook: 'webhook', reserve: 'wecom' },
  mode: 'update',
  faults: { team: [], hook: [], reserve: [] },
  route: { fallback: true },
  steps: [],
  store: 'kept',
};
const oncePer = { same: ['error_code' as const, 'type' as const], withinSeconds: 2 * hourSeconds };
const quiet = { from: '20:00', to: '23:00', zone: 'UTC' as const, afterwards: 'digest' as const };
const refusing: Scenario = {
  ...plain,
  faults: { ...plain.faults, team: [{ ...always, fault: 'says-refused' }] },
};
const night: Scenario = { ...plain, route: { ...plain.route, quiet } };
const sparing: Scenario = { ...plain, route: { ...plain.route, oncePer } };

let good: Observation;
let refused: Observation;
let held: Observation;
let spared: Observation;
beforeAll(async () => {
  [good, refused, held, spared] = (await Promise.all([plain, refusing, night, sparing].map(runScenario))) as [
    Observation,
    Observation,
    Observation,
    Observation,
  ];
});

const minutesOf = (observed: Observation, id: 'team' | 'hook' | 'reserve') =>
  observed.arrived[id].map(({ atMs }) => (atMs - observed.startMs) / 60_000);

describe('a route', () => {
  it('whose chat refuses everything delivers each notification to the fallback once', () => {
    expect(scenarioViolations(refused, refusing)).toEqual([]);
    expect(refused.arrived.reserve).toHaveLength(3);
    expect(refused.deadLetters).toHaveLength(3);
  });

  it('with quiet hours defers everything, and sends it in one digest a minute after their end', () => {
    expect(scenarioViolations(held, night)).toEqual([]);
    expect(minutesOf(held, 'team')).toEqual([181]);
    expect(held.arrived.team[0]?.body).toContain('Quiet hours: 3 notifications, 2 with a problem');
    expect(minutesOf(held, 'hook')).toEqual([180, 180, 180]);
  });

  it('with once_per announces the first of two equal failures', () => {
    expect(scenarioViolations(spared, sparing)).toEqual([]);
    expect(minutesOf(spared, 'hook')).toEqual([0, 1]);
  });
});

type Change = (observed: Observation) => Partial<Observation>;
interface Broken {
  what: string;
  observed: () => Observation;
  scenario: Scenario;
  change: Change;
  promise: string;
}

const eventsWhere =
  (keep: (event: Observation['events'][number]) => boolean): Change =>
  ({ events }) => ({ events: events.filter(keep) });
const teamGot =
  (change: (arrived: readonly Arrived[]) => readonly Arrived[]): Change =>
  ({ arrived }) => ({ arrived: { ...arrived, team: change(arrived.team) } });
const eachAs = (change: Partial<Arrived>): Change =>
  teamGot((team) => team.map((one) => ({ ...one, ...change })));

const plainly = { observed: () => good, scenario: plain };
const atNight = { observed: () => held, scenario: night };
const inPlace = { observed: () => refused, scenario: refusing };

const broken: Broken[] = [
  {
    ...plainly,
    what: 'a notification that nobody delivered',
    change: eventsWhere(({ event }) => event !== 'delivery'),
    promise: 'no notification is lost',
  },
  {
    ...atNight,
    what: 'a digest without a notification',
    change: eachAs({ body: 'Quiet hours: 0 notifications' }),
    promise: 'what counts as delivered',
  },
  {
    what: 'a repetition of nothing',
    observed: () => spared,
    scenario: sparing,
    change: ({ planned }) => ({ planned: planned.slice(2) }),
    promise: 'no notification is lost',
  },
  {
    ...plainly,
    what: 'a message that never came',
    change: ({ arrived }) => ({ arrived: { ...arrived, hook: [] } }),
    promise: 'what counts as delivered',
  },
  {
    ...atNight,
    what: 'a message at night',
    change: eachAs({ atMs: night.startMs + 2 * hourSeconds * 1_000 }),
    promise: 'quiet hours are quiet',
  },
  {
    ...inPlace,
    what: 'a fallback that heard nothing',
    change: eventsWhere((event) => event.event !== 'delivery' || event.delivery.destination !== 'reserve'),
    promise: 'a fallback is notified',
  },
  {
    ...inPlace,
    what: 'a fallback that heard too much',
    change: () => ({ deadLetters: [] }),
    promise: 'a fallback is notified',
  },
  {
    what: 'two of the same',
    observed: () => good,
    scenario: sparing,
    change: () => ({}),
    promise: 'once_per sends one',
  },
  {
    ...plainly,
    what: 'a message that comes twice',
    change: teamGot((team) => [...team, ...team]),
    promise: 'a notification is taken once',
  },
  {
    ...atNight,
    what: 'a digest that comes twice',
    change: teamGot((team) => [...team, ...team]),
    promise: 'a digest is taken once',
  },
  {
    ...plainly,
    what: 'a second message about a watch',
    change: eachAs({ about: undefined }),
    promise: 'a watch grows',
  },
  {
    ...plainly,
    what: 'old news',
    change: teamGot(([first, second]) => [second!, { ...first!, about: second!.about }]),
    promise: 'an updated message',
  },
  {
    ...plainly,
    what: 'a state that grows',
    change: ({ stateBytes }) => ({ stateBytes: new Map([...stateBytes, ['DeliverToEach', 16_385]]) }),
    promise: 'every state stays small',
  },
  {
    ...plainly,
    what: 'a secret in a state',
    change: () => ({ heard: ['xoxb-1234567890-canarybot'] }),
    promise: 'no secret',
  },
  {
    ...plainly,
    what: 'a secret in a header that proves nothing',
    change: ({ arrived: { team, ...others } }) => ({
      arrived: {
        ...others,
        team: team.map((one) => ({ ...one, headers: { ...one.headers, referer: 'https://canary-address' } })),
      },
    }),
    promise: 'no secret',
  },
];

describe('the promises about notifications on their way', () => {
  it('are kept where nothing gets in the way', () => {
    expect(scenarioViolations(good, plain)).toEqual([]);
  });

  it.each(broken)('are broken by $what', ({ observed, scenario, change, promise }) => {
    const found = scenarioViolations({ ...observed(), ...change(observed()) }, scenario);
    expect(found.join('\n')).toContain(promise);
  });

  it('are each broken by something here', () => {
    expect(
      scenarioInvariantNames.filter((name) => !broken.some(({ promise }) => name.startsWith(promise))),
    ).toEqual([]);
  });
});

describe('a thousand drawn tellings', () => {
  const drawn = Array.from({ length: 1_000 }, (_, seed) => drawScenario(seed + 1));

  it('go to every kind of vendor, in every mode', () => {
    const wanted = Object.entries(vendors).flatMap(([kind, { modes }]) =>
      kind === 'webhook' ? [] : ['new', ...modes].map((mode) => `${kind} ${mode}`),
    );
    const found = new Set(drawn.map(({ kinds, mode }) => `${kinds.team} ${mode}`));
    expect([...found].sort()).toEqual(wanted.sort());
  });

  it('are the same for the same seed', () => {
    expect(drawScenario(47)).toEqual(drawScenario(47));
    expect(new Set(drawn.map((scenario) => JSON.stringify({ ...scenario, seed: 0 }))).size).toBe(1_000);
  });
});
