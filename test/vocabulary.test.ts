import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeOf } from './support/code-of.ts';

/** Folders and files that are not clean yet. Delete the line of what is clean; nothing may be added. */
const exempted: readonly string[] = [
  'docs',
  'lib/job',
  'lib/watch',
  'test/polling',
  'test/watch',
  'test/workflow',
];

/** Files that are not ours, and this list of what is refused. */
const notJudged =
  /^LICENSE$|^package-lock\.json$|^test\/cloud\/signing\/vectors\/|^test\/vocabulary\.test\.ts$/;

/**
 * What vendors and languages call by a refused word, and old names where the changelog says what became of
 * them.
 */
const allowed: readonly RegExp[] = [
  /\(was\s+[^)]*\)/g,
  // The licence file of a package.
  /\bNOTICE\b|\|notice\|/g,
];

interface Refused {
  /**
   * `word`: anywhere, also as a part of an identifier or file name. `phrase`: in any text. `name`: as words
   * of an identifier or file name, joined by "-".
   */
  in: 'word' | 'phrase' | 'name';
  pattern: RegExp;
  instead: string;
}

const words = (pattern: string, instead: string): Refused => ({
  in: 'word',
  pattern: new RegExp(`^(?:${pattern})$`),
  instead,
});
const phrase = (pattern: string, instead: string): Refused => ({
  in: 'phrase',
  pattern: new RegExp(`\\b(?:${pattern.replaceAll(' ', '\\s+(?:[*#|/]+\\s+)?')})(?!\\w)`, 'gi'),
  instead,
});
const names = (pattern: string, instead: string): Refused => ({
  in: 'name',
  pattern: new RegExp(`(?:^|-)(?:${pattern})(?:-|$)`),
  instead,
});

const refused: readonly Refused[] = [
  words('notices?', 'notification'),
  words('desks?', 'local, locally'),
  words('backstops?', 'sweep'),
  words('told|tells?|telling|tellers?', 'notify, announce, report, say, show: each for its own thing'),
  words('speech', 'locale, render options'),
  words('holders?', 'owner'),
  words('withheld', 'suppressed (once_per), deferred (quiet hours)'),
  words('brought|brings?|bringing', 'deliver, send, contain'),
  words('whoever', 'anyone who, the process that'),
  words('anew|betimes', 'again, early'),
  words('rooms?|houses?', 'module, folder; space left'),
  words('worlds?|surroundings', 'context'),
  words('recall|recalled|recalls', 'get, read'),

  names('looks?|looked|looking', 'poll'),
  names('around', 'context'),
  names('said', 'text, message'),
  names('marks?', 'icon, token, suffix'),
  names('keep-first|keep-sooner', 'putIfAbsent'),
  names('in-words', 'format…, describe…, parse…'),
  names('(?<!dead-)letters?', 'dead letter; character for one of the alphabet'),

  phrase(
    '(?:a|an|one|the|each|every|first|last|next|per|how many|\\d+) looks?(?! (?:for|like|at the))',
    'poll',
  ),
  phrase('look to look', 'poll'),
  phrase('(?:a|the|its|each|every|no|whose|their|kept) letters?(?!,| or| and| for| first)', 'dead letter'),
  phrase('(?:whose|its own|their|his) turn|takes? turns|taking turns', 'lease'),
  phrase('(?:held|holds|hold|kept|keeps|keep) back', 'deferred, reserved, suppressed'),
  phrase('of which|of whose|as whose', 'two sentences, or repeat the noun'),
  phrase('none is', 'no … is'),
  phrase('so many', 'that many, a number'),
  phrase('at the most', 'at most'),
  phrase('no more(?! than)', 'no longer, any more'),
  phrase('is over', 'has ended, expired'),
  phrase('for good', 'permanently'),
];

interface Finding {
  path: string;
  line: number;
  found: string;
  instead: string;
}

const wordsOf = (name: string): string[] =>
  (name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? []).map((word) => word.toLowerCase());

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;

/** Returns the refused ones among the names of a text: each name is split into its words. */
function judgeNames(text: string, kind: 'word' | 'name'): [found: string, index: number, instead: string][] {
  const applicable = refused.filter((one) => one.in === kind);
  return [...text.matchAll(/[A-Za-z][\w-]*/g)].flatMap(({ 0: name, index }) => {
    const parts = wordsOf(name);
    return applicable
      .filter(({ pattern }) =>
        kind === 'word' ? parts.some((part) => pattern.test(part)) : pattern.test(parts.join('-')),
      )
      .map(({ instead }): [string, number, string] => [name, index, instead]);
  });
}

const isCode = (path: string): boolean => /\.[cm]?[tj]s$/.test(path);

function judge(path: string, whole: string): Finding[] {
  const text = allowed.reduce(
    (left, pattern) => left.replace(pattern, (taken) => taken.replace(/[^\n]/g, ' ')),
    whole,
  );
  const phrases = refused
    .filter((one) => one.in === 'phrase')
    .flatMap(({ pattern, instead }) =>
      [...text.matchAll(pattern)].map(({ 0: found, index }): [string, number, string] => [
        found.replace(/\s+/g, ' '),
        index,
        instead,
      ]),
    );
  const inText = [
    ...judgeNames(text, 'word'),
    ...(isCode(path) ? judgeNames(codeOf(text), 'name') : []),
    ...phrases,
  ].map(([found, index, instead]) => ({ path, line: lineAt(text, index), found, instead }));
  const inName = [...judgeNames(basename(path), 'word'), ...judgeNames(basename(path), 'name')].map(
    ([found, , instead]) => ({ path, line: 0, found, instead }),
  );
  return [...inName, ...inText.sort((one, other) => one.line - other.line)];
}

const within = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

const root = join(import.meta.dirname, '..');

/**
 * Returns what is judged: the files that git tracks, or those of the folder that VOCABULARY names, exempted
 * or not.
 */
function judgedFiles(only = process.env['VOCABULARY']): string[] {
  const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  return tracked
    .trim()
    .split('\n')
    .filter((path) => !notJudged.test(path))
    .filter((path) =>
      only === undefined
        ? !exempted.some((folder) => within(path, folder))
        : within(path, only.replace(/\/$/, '')),
    );
}

function readText(path: string): string {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    // Tracked, and deleted in the work tree.
    return '';
  }
}

describe('vocabulary', () => {
  it.each([
    ['const broughtId = 1;', 'broughtId'],
    ['// The desk\n// is here.', 'desk'],
    ['const lookAtJob = 1;', 'lookAtJob'],
    ['// From one look to the next.', 'one look'],
    ['const jobLetter = 1;', 'jobLetter'],
    ['const idsAround = 1;', 'idsAround'],
    ['// It is the one\n * of which we speak.', 'of which'],
    ["const text = 'no one is told';", 'told'],
  ])('refuses %j', (text, found) => {
    expect(judge('a.ts', text).map((finding) => finding.found)).toContain(found);
  });

  it.each([
    'const deadLetter = placeholder;',
    '// It looks for the 4 letters around it: no more than that.',
    "const url = value.replace('x', 'y'); // said a word",
    '// The key `sweep:` (was `backstop:`)',
  ])('allows %j', (text) => {
    expect(judge('a.ts', text)).toEqual([]);
  });

  it('refuses the words in names of files', () => {
    expect(judge('lib/job/notice-id.ts', '')).toMatchObject([{ found: 'notice-id', line: 0 }]);
  });

  it('is kept in every file', () => {
    const findings = judgedFiles().flatMap((path) => judge(path, readText(path)));
    const lines = findings.map(
      ({ path, line, found, instead }) => `${path}:${line}: "${found}": write ${instead}`,
    );
    expect(lines.length, `refused words:\n${lines.join('\n')}`).toBe(0);
  }, 60_000);
});
