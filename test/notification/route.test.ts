import { describe, expect, it } from 'vitest';
import { meaningOf, notificationTypes } from '../../lib/notification/notification.ts';
import { Route, routesOf, samenessOf, wantedProgress } from '../../lib/notification/route.ts';
import { aFailureNotification, aNotification, anUnreachableNotification } from '../support/notifications.ts';

const destinations = [{ id: 'first' }, { id: 'second' }, { id: 'third' }];
const route = (when?: Record<string, unknown>, to = ['first']): Route =>
  Route.parse({ to, ...(when && { when }) });

const destinationsOf = (...asked: Parameters<typeof routesOf>): string[] => [
  ...new Set(routesOf(...asked).flatMap(({ to }) => to)),
];

/** Returns whether a route with these conditions takes the notification. */
const takes = (notification: ReturnType<typeof aNotification>, when: Record<string, unknown>): boolean =>
  destinationsOf(notification, [route(when)], destinations).length > 0;

describe('without routes', () => {
  it('every destination gets every outcome', () => {
    expect(destinationsOf(aNotification(), [], destinations)).toStrictEqual(['first', 'second', 'third']);
  });

  it('nothing is sent if no destination is configured', () => {
    expect(destinationsOf(aNotification(), [], [])).toStrictEqual([]);
  });
});

describe('routes', () => {
  it('without a condition take every notification', () => {
    expect(destinationsOf(aNotification(), [route()], destinations)).toStrictEqual(['first']);
    expect(destinationsOf(aNotification(), [route({})], destinations)).toStrictEqual(['first']);
  });

  it('send only to the destinations that they name, and only the notifications that they take', () => {
    const routes = [route({ outcome: ['failed'] }), route({ outcome: ['lost'] }, ['second'])];
    expect(destinationsOf(aFailureNotification(), routes, destinations)).toStrictEqual(['first']);
    expect(destinationsOf(aNotification(), routes, destinations)).toStrictEqual([]);
  });

  it('name each destination once, in the order of the routes', () => {
    const routes = [
      route({}, ['third', 'second']),
      route({ outcome: ['failed'] }),
      route({}, ['second', 'first', 'third']),
    ];
    expect(destinationsOf(aNotification(), routes, destinations)).toStrictEqual(['third', 'second', 'first']);
  });
});

describe('progress', () => {
  const progress = notificationTypes.filter(
    (type) => meaningOf[type].outcome === undefined && type !== 'sdrs.action.failed',
  );

  it.each(progress)('of type %s is sent only if a route names the type', (type) => {
    const { outcome: _none, ...notification } = aNotification({ type });
    expect(destinationsOf(notification, [], destinations)).toStrictEqual([]);
    expect(takes(notification, { severity: ['info'] })).toBe(false);
    if (type !== 'sdrs.test') expect(takes(notification, { type: [type] })).toBe(true);
  });

  it('does not include an action that failed before there was a job: every destination gets it', () => {
    const { outcome: _none, ...notification } = aFailureNotification({ type: 'sdrs.action.failed' });
    expect(destinationsOf(notification, [], destinations)).toStrictEqual(['first', 'second', 'third']);
  });

  it('is wanted if some route names its type', () => {
    const routes = [
      route({ type: ['sdrs.job.started', 'sdrs.job.failed'] }),
      route({ type: ['sdrs.watch.cannot_ask'] }),
      route(),
    ];
    expect([...wantedProgress(routes)]).toStrictEqual(['sdrs.job.started', 'sdrs.watch.cannot_ask']);
    expect(wantedProgress([])).toStrictEqual(new Set());
  });
});

describe('a quiet success', () => {
  const slow = Route.parse({ to: ['first'], only_if_longer_than: '10m' });
  const lasting = (duration_seconds: number | undefined) => {
    const { duration_seconds: _own, ...job } = aNotification().job;
    return { ...job, ...(duration_seconds !== undefined && { duration_seconds }) };
  };

  it.each([
    [599, 0],
    [600, 0],
    [601, 1],
    [undefined, 1],
  ])('of a job that ran for %s s goes to %i destinations', (seconds, count) => {
    expect(routesOf(aNotification({ job: lasting(seconds) }), [slow], [])).toHaveLength(count);
  });

  it('never suppresses a failure', () => {
    expect(routesOf(aFailureNotification({ job: lasting(1) }), [slow], [])).toStrictEqual([slow]);
  });
});

describe('what counts as equal', () => {
  it('is decided by the fields that the route names; a missing value counts as a value', () => {
    const [one, other] = [aFailureNotification(), aFailureNotification({ watch: { id: 'another' } })];
    expect(samenessOf(one, ['error_code', 'account'])).toBe(samenessOf(other, ['error_code', 'account']));
    expect(samenessOf(one, ['error_code'])).not.toBe(samenessOf(aNotification(), ['error_code']));
    expect(samenessOf(one, ['job'])).not.toBe(samenessOf(anotherJob(), ['job']));
    expect(samenessOf(aNotification(), ['error_code'])).toBe('[["error_code",null]]');
  });

  const anotherJob = () =>
    aFailureNotification({ job: { ...aFailureNotification().job, job_id: 'another-job-id' } });
});

describe('a condition', () => {
  const succeeded = aNotification();
  const failed = aFailureNotification();
  const { outcome, ...cannotAsk } = anUnreachableNotification({ type: 'sdrs.watch.cannot_ask' });

  it.each([
    ['outcome', { outcome: ['failed'] }, failed, succeeded],
    ['outcome, of progress', { outcome: ['unreachable'] }, anUnreachableNotification(), cannotAsk],
    ['one of several outcomes', { outcome: ['lost', 'failed'] }, failed, succeeded],
    ['type', { type: ['sdrs.watch.cannot_ask'] }, cannotAsk, succeeded],
    ['one of several types', { type: ['sdrs.job.failed', 'sdrs.job.succeeded'] }, succeeded, cannotAsk],
    ['severity', { severity: ['error'] }, failed, succeeded],
    [
      'account',
      { account: ['otc-prod'] },
      succeeded,
      aNotification({ account: { ...succeeded.account, id: 'otc' } }),
    ],
    ['job type', { job_type: ['createProtectionGroup*'] }, succeeded, anUnreachableNotification()],
    [
      'label',
      { labels: { environment: 'production' } },
      succeeded,
      aNotification({ labels: { environment: 'test' } }),
    ],
    [
      'all of several labels',
      { labels: { environment: 'production', ticket: '7' } },
      aNotification({ labels: { environment: 'production', ticket: '7', more: '' } }),
      succeeded,
    ],
    [
      'label that is there',
      { labels: { environment: 'production' } },
      succeeded,
      aNotification({ labels: {} }),
    ],
    [
      'empty label',
      { labels: { environment: '' } },
      aNotification({ labels: { environment: '' } }),
      aNotification({ labels: {} }),
    ],
    [
      'several conditions together',
      { outcome: ['failed'], severity: ['error'], job_type: ['*'] },
      failed,
      aFailureNotification({ severity: 'warning' }),
    ],
  ] as [string, Record<string, unknown>, typeof succeeded, typeof succeeded][])(
    'on the %s decides',
    (...[, when, taken, left]) => {
      expect(takes(taken, when)).toBe(true);
      expect(takes(left, when)).toBe(false);
    },
  );

  it.each([
    ['outcome', { outcome: ['lost'] }],
    ['type', { type: ['sdrs.watch.lost'] }],
    ['severity', { severity: ['error'] }],
    ['account', { account: ['other'] }],
    ['job type', { job_type: ['other'] }],
    ['label', { labels: { other: 'x' } }],
  ])('that does not hold excludes the route even if all others hold: %s', (_, when) => {
    const holding = {
      outcome: ['succeeded'],
      type: ['sdrs.job.succeeded'],
      severity: ['info'],
      account: ['otc-prod'],
      job_type: ['*'],
      labels: { environment: 'production' },
    };
    expect(takes(succeeded, holding)).toBe(true);
    expect(takes(succeeded, { ...holding, ...when })).toBe(false);
  });
});

describe('a route of the configuration', () => {
  it.each([
    { to: ['a'] },
    { to: ['a'], when: {} },
    {
      to: ['a', 'b'],
      when: {
        outcome: ['succeeded', 'failed', 'timed_out', 'unreachable', 'lost'],
        type: ['sdrs.job.unknown_status'],
        severity: ['info', 'warning', 'error'],
        job_type: ['x'.repeat(128)],
        account: ['a'],
        labels: { a: '' },
      },
    },
    { to: ['a'], fallback: 'b', only_if_longer_than: '1h30m' },
    { to: ['a'], once_per: { same: ['account', 'error_code'], within: '1h' } },
  ])('may be %j', (value) => {
    expect(Route.parse(value)).toStrictEqual(value);
  });

  it.each([
    [{}, 'to'],
    [{ to: [] }, 'to'],
    [{ to: 'a' }, 'to'],
    [{ to: ['a'], from: [] }, ''],
    [{ to: ['a'], when: { status: [] } }, 'when'],
    [{ to: ['a'], when: { outcome: [] } }, 'when.outcome'],
    [{ to: ['a'], when: { outcome: ['FAIL'] } }, 'when.outcome.0'],
    [{ to: ['a'], when: { type: [] } }, 'when.type'],
    [{ to: ['a'], when: { type: ['sdrs.job.steps'] } }, 'when.type.0'],
    [{ to: ['a'], when: { type: ['sdrs.test'] } }, 'when.type.0'],
    [{ to: ['a'], only_if_longer_than: 'long' }, 'only_if_longer_than'],
    [{ to: ['a'], once_per: { same: [], within: '1h' } }, 'once_per.same'],
    [{ to: ['a'], once_per: { same: ['job'], within: '0s' } }, 'once_per.within'],
    [{ to: ['a'], when: { severity: [] } }, 'when.severity'],
    [{ to: ['a'], when: { severity: ['fatal'] } }, 'when.severity.0'],
    [{ to: ['a'], when: { job_type: [] } }, 'when.job_type'],
    [{ to: ['a'], when: { job_type: [''] } }, 'when.job_type.0'],
    [{ to: ['a'], when: { job_type: ['x'.repeat(129)] } }, 'when.job_type.0'],
    [{ to: ['a'], when: { account: [] } }, 'when.account'],
    [{ to: ['a'], when: { labels: { a: 1 } } }, 'when.labels.a'],
  ])('is refused: %j', (value, path) => {
    expect(Route.safeParse(value).error?.issues.map((issue) => issue.path.join('.'))).toStrictEqual([path]);
  });
});
