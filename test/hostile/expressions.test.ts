import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from 'recheck';
import { describe, expect, it } from 'vitest';

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

/** Nothing is measured in time, so that a busy machine is not taken for a slow expression. */
const untimed = { timeout: null, incubationTimeout: null, attackTimeout: null, randomSeed: 1 };

/**
 * What recheck says of the longest time that an expression can take: it follows the automaton, or counts the
 * steps of a search that is drawn by the seed. A repetition of at most a number of times is judged as one
 * without an end.
 */
async function growthOf({ source, flags }: RegExp): Promise<string> {
  const endless = source.replace(/(?<!\\u)\{(?:\d+,)?\d{2,}\}/g, '+');
  const judged = await check(endless, flags, untimed);
  return judged.status === 'vulnerable' ? judged.complexity.summary : judged.status;
}

describe('every regular expression of the product', () => {
  it('is found', () => {
    const uses = sources.flatMap(({ code }) => code.match(/\.test\(|\.exec\(|\.matchAll\(|\.regex\(/g) ?? []);
    expect(expressions.length).toBeGreaterThan(uses.length);
    expect(sources.filter(({ code }) => code.includes('RegExp('))).toEqual([]);
  });

  it('takes time that grows with the length of the text, whatever the text is', {
    timeout: 60_000,
  }, async () => {
    const growths = await Promise.all(
      expressions.map(async ({ path, regex }) => `${path} ${regex}: ${await growthOf(regex)}`),
    );
    expect(growths.filter((growth) => !growth.endsWith(': safe'))).toEqual([]);
  });

  it.each([/:.*$/, /^(\s*)-/gm, /^(a+)+$/])('would be reported if it did not: %s', async (regex) => {
    expect(await growthOf(regex)).toMatch(/polynomial|exponential/);
  });
});
