import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TelegramConfig } from '../../lib/channels/telegram/config.ts';
import { signingKey } from '../../lib/channels/webhook/sign.ts';
import { SmnConfig } from '../../lib/cts/config.ts';
import { Secret } from '../../lib/watch/secret.ts';

const root = join(import.meta.dirname, '../..');

interface Expression {
  path: string;
  regex: RegExp;
}

const isComment = (line: string): boolean => /^\s*(?:\/\/|\/?\*)/.test(line);
/** A slash where a value may begin, up to the next one that is not in brackets or escaped. */
const literal =
  /(?<=[(,=:?&|![]\s*|^\s*)\/(?![*/\s])((?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([dgimsuvy]*)(?=[.,);\]\s]|$)/gm;

const sources = ['lib', 'functions']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  .filter((path) => path.endsWith('.ts'))
  .map((path) => {
    const lines = readFileSync(join(root, path), 'utf8').split('\n');
    return { path, code: lines.filter((line) => !isComment(line)).join('\n') };
  });

const expressions: Expression[] = sources.flatMap(({ path, code }) =>
  [...code.matchAll(literal)].map(([, source = '', flags]) => ({ path, regex: new RegExp(source, flags) })),
);

/** What an expression may loop over: every character that stands in it, members of its classes, and its words. */
function piecesOf({ source }: RegExp): string[] {
  const plain = source
    .replace(/\\[pP]\{[^}]*\}/g, 'éA')
    .replace(/\\[dDwWsSbB]/g, '1a ')
    .replace(/\\u\{?[0-9A-Fa-f]*\}?/g, 'é');
  const letters = [...new Set([...plain.replace(/[\\^$()*+?{}|]/g, ''), ...'a1 \n'])];
  const words = plain.match(/[A-Za-z<>/:&_-]{2,}/g) ?? [];
  const pairs = letters.flatMap((one) => letters.slice(0, 6).map((other) => one + other));
  return [...new Set([...letters, ...words, ...pairs])];
}

const length = 20_000;
/** A linear expression takes less than a millisecond, a quadratic one some hundred. */
const longestMs = 60;

function timeOf(regex: RegExp, text: string): number {
  const begin = performance.now();
  if (regex.global) text.replace(regex, '');
  else regex.exec(text);
  return performance.now() - begin;
}

/** The fastest of several runs, so that a busy machine is not taken for a slow expression. */
const isSlow = (regex: RegExp, text: string): boolean =>
  [1, 2, 3, 4, 5].every(() => timeOf(regex, text) > longestMs);

const slowTexts = (regex: RegExp): string[] =>
  piecesOf(regex)
    .filter((piece) => isSlow(regex, `${piece.repeat(length / piece.length)}\n\u0000`))
    .map((piece) => JSON.stringify(piece));

describe('every regular expression of the product', () => {
  it('is found', () => {
    const uses = sources.flatMap(({ code }) => code.match(/\.test\(|\.exec\(|\.matchAll\(|\.regex\(/g) ?? []);
    expect(expressions.length).toBeGreaterThan(uses.length);
    const files = expressions.map(({ path }) => path);
    for (const path of ['lib/job/retry-after.ts', 'lib/job/error-body.ts', 'lib/api/authenticate.ts']) {
      expect(files).toContain(path);
    }
  });

  it('takes time that grows with the length of the text, whatever the text repeats', () => {
    const slow = expressions.flatMap(({ path, regex }) =>
      slowTexts(regex).map((piece) => `${path}: ${regex} over ${piece} again and again`),
    );
    expect(slow).toEqual([]);
  });

  it.each([
    [/:.*$/, ':'],
    [/^(\s*)-/gm, '\n'],
  ])('would be told if it did not: %s', (regex, piece) => {
    expect(piecesOf(regex)).toContain(piece);
    expect(timeOf(regex, `${piece.repeat(1.5 * length)}\n\u0000`)).toBeGreaterThan(longestMs);
  });
});

describe('the expressions that are put together', () => {
  it('are these', () => {
    const made = sources.filter(({ code }) => code.includes('new RegExp(')).map(({ path }) => path);
    expect(made.sort()).toEqual([
      'lib/channels/telegram/config.ts',
      'lib/channels/webhook/sign.ts',
      'lib/cts/config.ts',
    ]);
  });

  it.each(['a', 'a.', 'a-', '-', '.', '1', '@a', '+', 'AAAA', 'AA==', 'A='])(
    'are linear too: over %j again and again',
    (piece) => {
      const text = piece.repeat(200_000);
      const begin = performance.now();
      for (const end of ['', '\n', '!', '=']) {
        expect(SmnConfig.safeParse({ topics: [text], hosts: [text + end] }).success).toBe(false);
        const telegram = { id: 'a', kind: 'telegram', token: 'env:A', chat_id: text + end };
        expect(TelegramConfig.safeParse(telegram).success).toBe(false);
        expect(signingKey(new Secret(`whsec_${text}${end}`))).toBeUndefined();
      }
      expect(performance.now() - begin).toBeLessThan(2_000);
    },
  );
});
