import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../lib/config/read-configuration.ts';
import { accounts, destinations, sections } from './examples.ts';
import { errorOf, problemsOf } from './refused.ts';

describe('a literal secret is refused and not shown', () => {
  const reference =
    ' accounts[0].credentials.token: expected a reference to a secret (env:NAME, secretsmanager:name#key or ssm:/path), found something else; a literal secret is refused';
  const header = '15: not YAML: Block scalar header includes extra characters';
  const alias =
    '14: an alias (*name) without an anchor (&name) before it; put a text that begins with "*" in quotes';

  it.each([
    ['a token', 'hunter2-of-a-token', reference],
    ['a text that looks like a reference', 'vault:hunter2', reference],
    ['a text in quotes', '"*hunter2"', reference],
    ['a YAML tag', '!hunter2', reference],
    ['a YAML anchor', '&hunter2', ' accounts[0].credentials.token: expected string, found null'],
    ['a YAML alias', '*hunter2', alias],
    ['a YAML tag with a handle', '!h!hunter2 x', '14: not YAML: Could not resolve tag'],
    ['a YAML block', '|hunter2', header],
    ['a YAML folded text', '>hunter2', header],
    ['a text with an escape', '"\\qhunter2"', '15: not YAML: Invalid escape sequence'],
    [
      'a text with a reserved character',
      '@hunter2',
      '14: not YAML: Plain value cannot start with reserved character @',
    ],
    [
      'a text with a colon',
      'hunter2: x',
      '14: not YAML: Nested mappings are not allowed in compact mappings',
    ],
    ['a text after a text', '"x" hunter2', '18: not YAML: Unexpected scalar at node end'],
  ])('%s', (_, literal, problem) => {
    const text = sections({ accounts: accounts.replace('token: env:TOKEN', `token: ${literal}`) });
    expect(problemsOf(text)).toStrictEqual([`:8:${problem}`]);
    expect(inspect(errorOf(text), { depth: 9 })).not.toContain('hunter2');
  });
});

it('a literal secret that causes several YAML errors is in none of their messages', () => {
  const text = sections({ accounts: accounts.replace('token: env:TOKEN', 'token: !hunter2! x') });
  expect(problemsOf(text)).toStrictEqual([
    ':8:14: not YAML: The … tag has no suffix',
    ':8:14: not YAML: Could not resolve tag',
  ]);
  expect(errorOf('%YAML hunter2\n---\n').message).not.toContain('hunter2');
});

describe('invalid YAML', () => {
  it.each([
    ['accounts: "otc', [':1:15: not YAML: Missing closing "quote']],
    ['accounts: []\naccounts: []', [':2:1: not YAML: Map keys must be unique']],
    [
      'accounts: []\n---\naccounts: []',
      [':2:1: not YAML: Source contains multiple documents; please use YAML.parseAllDocuments()'],
    ],
    [
      'accounts: @a\nroutes: @b',
      [
        ':1:11: not YAML: Plain value cannot start with reserved character @',
        ':2:9: not YAML: Plain value cannot start with reserved character @',
      ],
    ],
    [
      'routes:\n  - to: *gone\n  - to: *lost',
      [
        ':2:9: an alias (*name) without an anchor (&name) before it; put a text that begins with "*" in quotes',
        ':3:9: an alias (*name) without an anchor (&name) before it; put a text that begins with "*" in quotes',
      ],
    ],
  ])('is reported with line and column: %j', (text, problems) => {
    expect(problemsOf(text)).toStrictEqual(problems);
  });

  it('is reported even with excessive nesting', () => {
    expect(problemsOf(`accounts: ${'['.repeat(20_000)}`)[0]).toMatch(/^:1:\d+: not YAML: /);
  });
});

describe('a file of 30,000 parts', () => {
  const names = Array.from({ length: 30_000 }, (_, index) => `k${index}`);

  it.each([
    ['keys', `a: { ${names.join(', ')} }`],
    ['aliases of one anchor', `a: &a x\nb: [${names.map(() => '*a').join(', ')}]`],
    ['problems', `accounts: [${names.join(', ')}]`],
    ['YAML errors', `accounts: ${'a: '.repeat(30_000)}`],
    ['unknown names', `routes: [{ to: [${names.join(', ')}] }]`],
  ])('that are %s is refused in at most 201 lines', (_what, text) => {
    const { message } = errorOf(text);
    expect(message.split('\n').length).toBeLessThanOrEqual(201);
    expect(message.length).toBeLessThan(100_000);
  });
});

describe('aliases that expand without limit', () => {
  const names = [...'abcdefgh'];
  const bomb = names.map((name, index) => {
    const item = index === 0 ? 'boom' : `*${names[index - 1]}`;
    return `${name}: &${name} [${Array(9).fill(item).join(', ')}]`;
  });

  it('are refused before they expand', () => {
    const error = errorOf(bomb.join('\n'));
    expect(error.message).toBe(
      'jobwatch.yaml: expected at most 100 aliases when all are expanded, found more',
    );
    expect(error.cause).toBeInstanceOf(ReferenceError);
  });

  it('do not include ninety aliases of one list', () => {
    const routes = ['  - to: &team [dr-team]', ...Array(90).fill('  - to: *team')].join('\n');
    expect(readConfiguration(sections({ destinations, routes }), 'jobwatch.yaml').routes).toHaveLength(91);
  });

  it.each(['accounts: &a [*a]', 'accounts: &a { accounts: *a }'])(
    'are refused if they refer to themselves: %s',
    (text) => {
      expect(errorOf(text).message).toMatch(/^jobwatch\.yaml:1: accounts/);
    },
  );
});
