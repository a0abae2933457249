import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ZodError } from 'zod';
import { readConfiguration } from '../../lib/config/read-configuration.ts';
import { accounts, destinations, projectId, rightExample, rightValue, sections } from './examples.ts';
import { errorOf, problemsOf } from './refused.ts';

const nothing = {
  accounts: [],
  destinations: [],
  routes: [],
  polling: { preset: 'balanced', deadline: '24h' },
};

describe('a valid configuration', () => {
  it('is read to its value', () => {
    expect(readConfiguration(rightExample, 'jobwatch.yaml')).toStrictEqual(rightValue);
  });

  it.each(['', '\n', '# nothing yet\n', '---\n', 'null\n', '{}'])('may be empty: %j', (text) => {
    expect(readConfiguration(text, 'jobwatch.yaml')).toStrictEqual(nothing);
  });

  it.each([
    ['polling: {}', { preset: 'balanced', deadline: '24h' }],
    ['polling: { preset: thrifty }', { preset: 'thrifty', deadline: '24h' }],
    ['polling: { deadline: 7d }', { preset: 'balanced', deadline: '7d' }],
  ])('has default values: %s', (text, polling) => {
    expect(readConfiguration(text, 'jobwatch.yaml')).toStrictEqual({ ...nothing, polling });
  });

  it('may use an alias', () => {
    const text = sections({ accounts, routes: '  - to: &team [dr-team]\n  - to: *team', destinations });
    expect(readConfiguration(text, 'jobwatch.yaml').routes).toStrictEqual([
      { to: ['dr-team'] },
      { to: ['dr-team'] },
    ]);
  });

  it('is in jobwatch.example.yaml', () => {
    const text = readFileSync(new URL('../../jobwatch.example.yaml', import.meta.url), 'utf8');
    expect(readConfiguration(text, 'jobwatch.example.yaml')).toMatchObject({
      accounts: [{ id: 'otc-prod' }, { id: 'huawei-dr' }],
      destinations: [{ kind: 'webhook' }, { kind: 'slack' }],
      polling: { preset: 'balanced', deadline: '24h' },
    });
  });
});

describe('an invalid value is reported with line and path', () => {
  const account = (line: string, instead: string) => sections({ accounts: accounts.replace(line, instead) });

  it.each([
    ['- a\n- b', [': (top): expected object, found array']],
    ['hello', [': (top): expected object, found string']],
    ['accounts:', [':1: accounts: expected array, found null']],
    ['accounts: {}', [':1: accounts: expected array, found object']],
    ['accounts:\n  - otc-prod', [':2: accounts[0]: expected object, found string']],
    [account('id: otc-prod', 'id: OTC'), [':2: accounts[0].id: expected lower-case letters, digits and "-"']],
    [
      account('cloud: otc', 'cloud: aws'),
      [':3: accounts[0].cloud: expected one of "otc"|"swiss-otc"|"huawei"'],
    ],
    [
      account('region: eu-de', 'region: eu-fr'),
      [
        ':4: accounts[0].region: "eu-fr" is not a region of otc that is known by name (eu-de, eu-nl); give "endpoint" for another',
      ],
    ],
    [
      account(`project_id: "${projectId}"`, 'project_id: 12345678'),
      [':5: accounts[0].project_id: expected string, found number'],
    ],
    [account('    region: eu-de\n', ''), [':2: accounts[0].region: expected string, found nothing']],
    [
      account('kind: token', 'kind: tokken'),
      [":7: accounts[0].credentials.kind: expected one of 'token' | 'password' | 'access_key'"],
    ],
    [
      sections({ destinations, routes: '  - to: []' }),
      [':6: routes[0].to: expected array to have >=1 items'],
    ],
    [
      sections({ destinations, routes: '  - to: [dr-team]\n    when: { outcome: [FAIL] }' }),
      [
        ':7: routes[0].when.outcome[0]: expected one of "succeeded"|"failed"|"timed_out"|"unreachable"|"lost"',
      ],
    ],
    ['polling:\n  preset: often', [':2: polling.preset: expected one of "prompt"|"balanced"|"thrifty"']],
    [
      'polling:\n  deadline: 31d',
      [':2: polling.deadline: expected a duration from 1s to 30d such as "45m", "24h" or "7d", found "31d"'],
    ],
  ])('%j', (text, problems) => {
    expect(problemsOf(text)).toStrictEqual(problems);
  });

  it('in an alias with the line of the alias', () => {
    const text = sections({ destinations, routes: '  - to: &names [dr-team, [nested]]\n  - to: *names' });
    expect(problemsOf(text)).toStrictEqual([
      ':6: routes[0].to[1]: expected string, found array',
      ':7: routes[1].to[1]: expected string, found array',
    ]);
  });

  it('for the kind of a destination, with all kinds', () => {
    const text = sections({ destinations: destinations.replace('kind: slack', 'kind: slak') });
    expect(problemsOf(text)).toStrictEqual([
      expect.stringMatching(/^:3: destinations\[0\]\.kind: expected one of .*'slack'.* \| 'webhook'/),
    ]);
  });

  it('with a ZodError as cause', () => {
    expect(errorOf('accounts: {}').cause).toBeInstanceOf(ZodError);
  });

  it('together with all others, in one error', () => {
    const text = `polling:
  preset: often
  deadline: 31d
routes:
  - to: []
accounts:
  - id: A
colour: blue
`;
    expect(problemsOf(text)).toStrictEqual([
      ':7: accounts[0].id: expected lower-case letters, digits and "-"',
      ':7: accounts[0].cloud: expected one of "otc"|"swiss-otc"|"huawei"',
      ':7: accounts[0].region: expected string, found nothing',
      ':7: accounts[0].project_id: expected string, found nothing',
      ':7: accounts[0].credentials: expected object, found nothing',
      ':5: routes[0].to: expected array to have >=1 items',
      ':2: polling.preset: expected one of "prompt"|"balanced"|"thrifty"',
      ':3: polling.deadline: expected a duration from 1s to 30d such as "45m", "24h" or "7d", found "31d"',
      ':8: colour: unknown key; known: accounts, destinations, routes, ports, sweep, api, polling',
    ]);
  });
});
