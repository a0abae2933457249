import fc from 'fast-check';
import { anyText, hostileText } from './texts.ts';

/** Longer than what any reader here takes whole, but for those that answers are read by. */
const long = 140_000;
const many = (piece: string, count = long): string => piece.repeat(Math.ceil(count / piece.length));

/** Inputs that break parsers: too deep, too long, with names that objects have anyway, and such as make a regular expression try for ever. */
export const hostileInputs: [what: string, text: string][] = [
  ['nothing', ''],
  ['blanks', many(' \t')],
  ['line breaks', many('\r\n')],
  ['arrays in arrays', many('[')],
  ['arrays in arrays, closed', `${many('[', 50_000)}${many(']', 50_000)}`],
  ['objects in objects', `${many('{"a":')}1`],
  ['a deep job', `{"job_id":"${many('[', 20_000)}"}`],
  ['a long list', `[${many('0,')}0]`],
  ['a list of jobs', `[${many('{"job_id":"ff8080826b45d4a5"},', 100_000)}{}]`],
  ['a long text', `"${many('x')}"`],
  ['a long name', `{"${many('x')}":1}`],
  ['many names', `{${Array.from({ length: 5_000 }, (_, index) => `"k${index}":1`).join(',')}}`],
  ['the prototype', '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'],
  ['names of objects', '{"toString":1,"valueOf":null,"hasOwnProperty":0,"__proto__":null}'],
  ['the same name twice', '{"job_id":"aaaaaaaa","job_id":"bbbbbbbb","project_id":1}'],
  [
    'numbers beyond numbers',
    '{"job_id":1e999,"status":-0,"sub_jobs":[1e400],"error_code":12345678901234567890}',
  ],
  ['digits', many('1')],
  ['digits and a letter', `${many('1')}x`],
  ['hours and minutes', many('1h1m')],
  ['dashes', many('-')],
  ['dots', many('a.')],
  ['slashes', `https://${many('a/')}`],
  ['user names', `https://${many('@a')}`],
  ['colons', many(':')],
  ['less-than signs', many('<')],
  ['tags', many('<a>')],
  ['ampersands', many('&')],
  ['asterisks', many('*a')],
  ['quotes', many('"')],
  ['backslashes', many('\\')],
  ['percent signs', many('%')],
  ['letters and a mark', `${many('a')}!`],
  ['half characters', many('\ud800')],
  ['controls', many('\u0000\u001b[2J')],
  ['marks of direction', many('\u202e\u2066')],
  ['combining marks', many('e\u0301')],
  ['a byte-order mark', '\ufeff{"job_id":"ff8080826b45d4a5"}'],
  ['aliases of aliases', yamlBomb()],
  ['anchors', many('&a ')],
  ['deep YAML', many('- ', 40_000)],
  ['flow in YAML', `a: ${many('{a: ', 20_000)}`],
  ['a tag of YAML', '!!js/function "return 1"'],
  ['merge keys', 'a: &a { <<: *a }\n__proto__: { polluted: 1 }'],
];

function yamlBomb(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 12; level += 1) {
    lines.push(`a${level}: &a${level} [${Array.from({ length: 9 }, () => `*a${level - 1}`).join(', ')}]`);
  }
  return `${lines.join('\n')}\naccounts: *a11\nclouds: *a11\n`;
}

/** Any text, any JSON, and JSON that is nearly what is expected. */
export const anyInput = (names: readonly string[] = ['job_id']): fc.Arbitrary<string> =>
  fc.oneof(
    anyText(),
    hostileText(200),
    fc.json({ maxDepth: 4 }),
    fc
      .dictionary(
        fc.constantFrom(...names, '__proto__', 'constructor', 'toString'),
        fc.jsonValue({ maxDepth: 3 }),
      )
      .map((value) => JSON.stringify(value)),
  );
