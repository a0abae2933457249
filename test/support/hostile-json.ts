import fc from 'fast-check';

/**
 * What may stand in the place of a value, as the JSON that it comes in: some of it no serialiser could write.
 */
const small = [
  'null',
  'true',
  '0',
  '-1',
  '0.5',
  '1e999',
  '-1e999',
  '1e-400',
  '9007199254740993',
  '4294967296',
  '-0',
  '""',
  '" "',
  '"NaN"',
  '"Infinity"',
  '"1e999"',
  '"0x10"',
  '"__proto__"',
  '"constructor"',
  '"toString"',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"\\ufffe"',
  '"\\ufeff"',
  '"\\u0000"',
  '"\\u001b[2J\\u009b31m"',
  '"\\u202egnp.exe\\u202c\\u2066"',
  '"\\r\\nX-Header: 1"',
  '"../../etc/passwd"',
  '[]',
  '{}',
  '[null]',
  '[[]]',
  '{"":""}',
  '{"a":1,"a":2}',
  '{"length":1e9}',
  '{"then":"x"}',
  '{"0":0}',
  '{"__proto__":{"polluted":1}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '[{"__proto__":[1]}]',
  '{"toString":null,"valueOf":[],"hasOwnProperty":1,"toJSON":1}',
  '{"$ref":"#","$where":"1"}',
];

const counted = (count: number, part: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => part(index)).join(',');

/**
 * The same for what is large: nested 10,000 deep, 1 MB of text, 100,000 entries, text that is slow for a bad
 * expression.
 */
const largeFragments: readonly [name: string, json: string][] = [
  ['lists 10,000 deep', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
  ['objects 10,000 deep', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
  ['parts 10,000 deep', `${'{"entities":{"sub_jobs":['.repeat(10_000)}${']}}'.repeat(10_000)}`],
  ['a text of 1 MB', `"${'x'.repeat(1_000_000)}"`],
  ['half a megabyte of halves', `"${'\\ud800'.repeat(80_000)}"`],
  ['100,000 empty objects', `[${counted(100_000, () => '{}')}]`],
  ['30,000 keys', `{${counted(30_000, (index) => `"k${index}":${index}`)}}`],
  ['a number of 100,000 digits', '9'.repeat(100_000)],
  ...[':', '#', '/', '<', ' ', '-', '0', 'a.', '1s', '\\t', '<a', 'A\\n'].map((piece): [string, string] => [
    `${piece} again and again`,
    `"${piece.repeat(30_000)}\\n!"`,
  ]),
];

const anyFragment = fc.oneof(
  { arbitrary: fc.constantFrom(...small), weight: 6 },
  { arbitrary: fc.json({ maxDepth: 3, stringUnit: 'binary' }), weight: 2 },
);

type Path = readonly (string | number)[];

/** Where a value can be replaced: every place of an example, and places that it does not have. */
function placesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Array.isArray(value)
    ? value.flatMap((item, index) => placesOf(item, [...path, index]))
    : Object.entries(value).flatMap(([key, item]) => placesOf(item, [...path, key]));
  const strange = ['__proto__', 'constructor', 'toString', ''].map((key) => [...path, key]);
  return [path, ...inner, ...(Array.isArray(value) ? [] : strange)];
}

/**
 * The example as JSON with a fragment in one place. Written by hand, as a serialiser would lose `__proto__`.
 */
function withFragment(value: unknown, path: Path, fragment: string): string {
  const [step, ...rest] = path;
  if (step === undefined) return fragment;
  if (Array.isArray(value)) {
    const items = value.map((item, index) =>
      index === step ? withFragment(item, rest, fragment) : JSON.stringify(item),
    );
    return `[${items.join(',')}]`;
  }
  const entries = Object.entries(value ?? {}).filter(([key, item]) => key !== step && item !== undefined);
  const found = Object.entries(value ?? {}).find(([key]) => key === step)?.[1];
  const texts = entries.map(([key, item]) => `${JSON.stringify(key)}:${JSON.stringify(item)}`);
  return `{${[...texts, `${JSON.stringify(step)}:${withFragment(found, rest, fragment)}`].join(',')}}`;
}

/**
 * An example with something hostile in one or two of its places, or cut, or doubled, or with a byte order
 * mark before it.
 */
export function hostileJson(example: unknown): fc.Arbitrary<string> {
  const one = fc
    .tuple(fc.constantFrom(...placesOf(example)), anyFragment)
    .map(([path, fragment]) => withFragment(example, path, fragment));
  const text = JSON.stringify(example);
  const torn = fc.nat(text.length).map((length) => text.slice(0, length));
  return fc.oneof(
    { arbitrary: one, weight: 12 },
    torn,
    fc.constantFrom(`\uFEFF${text}`, `${text}${text}`, `\uFFFD${text}`, '', '\u0000', '{"__proto__":'),
    fc.string({ unit: 'binary', maxLength: 40 }),
  );
}

/** An example with something large in one place of it, each time another one. */
export function largeJson(example: object): [name: string, json: string][] {
  const places: Path[] = [...placesOf(example), ['unknown_key']];
  return largeFragments.map(([name, fragment], index) => {
    const path = places[(index * 7) % places.length] ?? [];
    return [`${name} in ${path.join('.') || 'its place'}`, withFragment(example, path, fragment)];
  });
}
