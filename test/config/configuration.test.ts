import { describe, expect, it } from 'vitest';
import { Configuration, parseConfiguration, secretRefsOf } from '../../lib/config/configuration.ts';
import { anAccount } from '../support/watches.ts';
import { rightValue } from './examples.ts';

const slack = (id: string) => ({ id, kind: 'slack', url: `env:URL_OF_${id.toUpperCase()}` });
const problemsOf = (value: unknown) =>
  problemsIn(parseConfiguration(value)).map(({ path, message }) => [path.join('.'), message]);
const problemsIn = (parsed: ReturnType<typeof parseConfiguration>) =>
  parsed.kind === 'wrong' ? parsed.problems : [];

describe('an id', () => {
  it('is unique among accounts and among destinations', () => {
    const value = {
      accounts: [
        anAccount({ id: 'a' }),
        anAccount({ id: 'b' }),
        anAccount({ id: 'a' }),
        anAccount({ id: 'a' }),
      ],
      destinations: [slack('a'), slack('b'), slack('b')],
    };
    expect(problemsOf(value)).toStrictEqual([
      ['accounts.2.id', '"a" is the id of an earlier one'],
      ['accounts.3.id', '"a" is the id of an earlier one'],
      ['destinations.2.id', '"b" is the id of an earlier one'],
    ]);
  });

  it('may be used for an account and a destination', () => {
    expect(problemsOf({ accounts: [anAccount({ id: 'a' })], destinations: [slack('a')] })).toStrictEqual([]);
  });
});

describe('a large number of destinations', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => slack(`s${index}`));

  it('is refused if one notification could go to too many of them', () => {
    const problem = expect.stringContaining(
      'a notification of type sdrs.job.succeeded could go to 41 destinations, with 1425 bytes of deliveries; at most 40',
    );
    const to = many(41).map(({ id }) => id);
    expect(problemsOf({ destinations: many(41) })).toEqual([['destinations', problem]]);
    expect(problemsOf({ destinations: many(41), routes: [{ to }] })).toEqual([['routes', problem]]);
  });

  it('is accepted if no notification goes to all of them', () => {
    const routes = many(60).map(({ id }) => ({ to: [id], when: { labels: { team: id } } }));
    expect(problemsOf({ destinations: many(60), routes })).toEqual([]);
  });
});

describe('a route', () => {
  it('refers to configured accounts and destinations only', () => {
    const value = {
      accounts: [anAccount({ id: 'a' }), anAccount({ id: 'b' })],
      destinations: [slack('x'), slack('y')],
      routes: [
        { to: ['x', 'a'] },
        { to: ['z', 'y', 'x'], when: { account: ['b', 'x'] } },
        { to: ['x'], when: { account: ['c', 'a'] } },
      ],
    };
    expect(problemsOf(value)).toStrictEqual([
      ['routes.0.to.1', 'no destination "a"; configured: x, y'],
      ['routes.1.to.0', 'no destination "z"; configured: x, y'],
      ['routes.1.when.account.1', 'no account "x"; configured: a, b'],
      ['routes.2.when.account.0', 'no account "c"; configured: a, b'],
    ]);
  });

  it('is refused if nothing is configured', () => {
    expect(problemsOf({ routes: [{ to: ['x'], when: { account: ['a'] } }] })).toStrictEqual([
      ['routes.0.to.0', 'no destination "x"; configured: none'],
      ['routes.0.when.account.0', 'no account "a"; configured: none'],
    ]);
  });
});

describe('a region', () => {
  const password = { kind: 'password', username: 'env:U', password: 'env:P', user_domain: 'env:D' };
  const endpoint = 'https://sdrs.example';
  const iam_endpoint = 'https://iam.example';
  const lab = '"lab-1" is not a region of otc that is known by name (eu-de, eu-nl); give';

  it.each([
    [{ region: 'eu-nl' }, []],
    [{ region: 'eu-nl', credentials: password }, []],
    [{ cloud: 'swiss-otc', region: 'eu-ch2' }, []],
    [{ region: 'lab-1', endpoint }, []],
    [{ region: 'lab-1', credentials: password, endpoint, iam_endpoint }, []],
    [{ region: 'lab-1' }, [`${lab} "endpoint" for another`]],
    [{ region: 'lab-1', iam_endpoint }, [`${lab} "endpoint" for another`]],
    [{ region: 'lab-1', credentials: password }, [`${lab} "endpoint" and "iam_endpoint" for another`]],
    [
      { region: 'lab-1', credentials: password, endpoint },
      [`${lab} "endpoint" and "iam_endpoint" for another`],
    ],
    [
      { region: 'lab-1', credentials: password, iam_endpoint },
      [`${lab} "endpoint" and "iam_endpoint" for another`],
    ],
    [
      { cloud: 'swiss-otc', region: 'eu-de' },
      ['"eu-de" is not a region of swiss-otc that is known by name (eu-ch2); give "endpoint" for another'],
    ],
  ])('has a known name or configured endpoints: %j', (overrides, messages) => {
    const accounts = [anAccount(), anAccount({ id: 'another', ...overrides })];
    expect(problemsOf({ accounts })).toStrictEqual(messages.map((message) => ['accounts.1.region', message]));
  });
});

describe('the address of a destination', () => {
  const hook = (url: string) => ({ id: 'a', kind: 'webhook', url, sign: ['env:S'] });
  const refusal = (port: number, only: string) =>
    `port ${port} is not allowed (only ${only}); correct the address, or add ${port} to "ports" in the configuration`;

  it.each([
    ['https://hooks.example/a', undefined],
    ['https://hooks.example:443/a', undefined],
    ['https://hooks.example:8443/a', [8443]],
    ['https://127.0.0.1:8443/a', undefined],
    ['http://localhost:8080/a', undefined],
    ['env:URL', undefined],
  ])('may be %s if the ports are %j', (url, ports) => {
    expect(problemsOf({ destinations: [hook(url)], ports })).toStrictEqual([]);
  });

  it.each([
    ['https://hooks.example:22/a', undefined, refusal(22, '443')],
    ['https://hooks.example:22/a', [8443], refusal(22, '443, 8443')],
  ])('may not be %s if the ports are %j', (url, ports, message) => {
    const destinations = [slack('b'), hook(url)];
    expect(problemsOf({ destinations, ports })).toStrictEqual([['destinations.1.url', message]]);
  });

  it.each([[[0]], [[65_536]], [[1.5]], [['8443']], [8443], [null]])('refuses the ports %j', (ports) => {
    expect(problemsOf({ ports })).toHaveLength(1);
  });
});

it('reports duplicate ids, unknown names and unknown regions all at once', () => {
  const value = {
    accounts: [anAccount({ region: 'lab-1' }), anAccount()],
    destinations: [],
    routes: [{ to: ['x'] }],
  };
  expect(problemsOf(value).map(([path]) => path)).toStrictEqual([
    'accounts.1.id',
    'routes.0.to.0',
    'accounts.0.region',
  ]);
});

describe('the sweep', () => {
  it('refers to configured accounts only', () => {
    const value = { accounts: [anAccount({ id: 'a' })], sweep: { accounts: ['a', 'b'] } };
    expect(problemsOf(value)).toStrictEqual([['sweep.accounts.1', 'no account "b"; configured: a']]);
  });
});

describe('the secrets of a configuration', () => {
  it('are those of its accounts and its destinations, each once', () => {
    const configuration = Configuration.parse({
      ...rightValue,
      accounts: [
        ...rightValue.accounts,
        anAccount({ id: 'by-token' }),
        anAccount({
          id: 'by-key',
          credentials: { kind: 'access_key', access_key: 'env:AK', secret_key: 'env:SK' },
        }),
        anAccount({ id: 'by-the-same-token' }),
      ],
      destinations: [
        ...rightValue.destinations,
        { id: 'again', kind: 'slack', url: 'secretsmanager:jobwatch/slack#dr_team' },
      ],
    });
    expect(secretRefsOf(configuration)).toStrictEqual({
      accounts: [
        'secretsmanager:jobwatch/otc#ak',
        'secretsmanager:jobwatch/otc#sk',
        'ssm:/jobwatch/otc/token',
        'env:USER',
        'env:PASSWORD',
        'env:DOMAIN',
        'env:TOKEN',
        'env:AK',
        'env:SK',
      ],
      destinations: [
        'secretsmanager:jobwatch/slack#dr_team',
        'ssm:/jobwatch/tickets/new',
        'ssm:/jobwatch/tickets/old',
      ],
      api: [],
    });
  });

  it('are none if nothing is configured', () => {
    expect(secretRefsOf(Configuration.parse({}))).toStrictEqual({ accounts: [], destinations: [], api: [] });
  });
});
