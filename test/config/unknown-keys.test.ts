import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../lib/config/read-configuration.ts';
import { WrongConfiguration } from '../../lib/watch/errors.ts';
import { accounts, destinations, sections } from './examples.ts';
import { problemsOf } from './refused.ts';

describe('an unknown key', () => {
  it.each([
    [
      'at the top',
      'acounts: []',
      [':1: acounts: unknown key; known: accounts, destinations, routes, ports, sweep, api, polling'],
    ],
    [
      'of an account',
      sections({ accounts: `${accounts}\n    regoin: eu-nl` }),
      [
        ':9: accounts[0].regoin: unknown key; known: id, cloud, region, project_id, credentials, endpoint, iam_endpoint, console_url',
      ],
    ],
    [
      'of credentials',
      sections({ accounts: `${accounts}\n      secret: env:X` }),
      [':9: accounts[0].credentials.secret: unknown key; known: kind, token'],
    ],
    [
      'of a destination',
      sections({ destinations: `${destinations}\n    channel: "#dr"` }),
      [':5: destinations[0].channel: unknown key; known: id, language, zone, kind, url'],
    ],
    [
      'of a route',
      sections({ destinations, routes: '  - to: [dr-team]\n    form: x' }),
      [':7: routes[0].form: unknown key; known: when, to, fallback, only_if_longer_than, once_per, quiet'],
    ],
    [
      'of a condition',
      sections({ destinations, routes: '  - to: [dr-team]\n    when:\n      status: [FAIL]' }),
      [':8: routes[0].when.status: unknown key; known: outcome, type, severity, job_type, account, labels'],
    ],
    ['of polling', 'polling:\n  every: 5s', [':2: polling.every: unknown key; known: preset, deadline']],
    [
      'named __proto__',
      '__proto__: { accounts: [] }',
      [':1: __proto__: unknown key; known: accounts, destinations, routes, ports, sweep, api, polling'],
    ],
    [
      'named __proto__, deeper',
      'polling:\n  __proto__:\n    preset: thrifty',
      [':3: polling.__proto__: unknown key; known: preset, deadline'],
    ],
    [
      'named constructor',
      'polling: { constructor: 1 }',
      [':1: polling.constructor: unknown key; known: preset, deadline'],
    ],
  ])('is reported with its place and the known keys: %s', (_, text, problems) => {
    expect(problemsOf(text)).toStrictEqual(problems);
  });

  it('named __proto__ does not change the prototype', () => {
    expect(() => readConfiguration('__proto__: { polluted: yes }', 'jobwatch.yaml')).toThrow(
      WrongConfiguration,
    );
    expect('polluted' in {}).toBe(false);
  });
});
