import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const mostColumns = 110;

/** Every Markdown file of the repository, also one that is not committed yet. */
const paths = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(root, path)));
const pages = new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));

/**
 * Returns the lines that are too wide. Not judged are lines that cannot be broken: rows of tables, definitions
 * of links, and code blocks of JSON, of text, or without a language (output of a program).
 */
const wideLines = (page: string): string[] =>
  page
    .replace(/^ *```(json|text)?\n[\s\S]*?^ *```$/gm, '')
    .split('\n')
    .filter((line) => [...line].length > mostColumns && !/^ *\||^\[[^\]]+\]: /.test(line));

/** Returns the anchors that GitHub makes of a page's headings. */
const anchorsOf = (page: string): string[] =>
  [...page.replace(/^ *```[\s\S]*?^ *```/gm, '').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );

/** Returns the links of a page to other places of the repository: in the text, and by definitions. */
const linksOf = (page: string): string[] => {
  const text = page.replace(/^ *```[\s\S]*?^ *```/gm, '').replace(/`[^`\n]+`/g, '');
  const found = [...text.matchAll(/\]\(([^)\s]+)\)/g), ...text.matchAll(/^\[[^\]]+\]: (\S+)$/gm)];
  return found.map(([, target = '']) => target).filter((target) => !/^(https?|mailto):/.test(target));
};

function isBroken(from: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? from : normalize(join(dirname(from), path)).replace(/\/$/, '');
  if (!existsSync(join(root, target))) return true;
  const page = pages.get(target);
  return anchor !== undefined && page !== undefined && !anchorsOf(page).includes(anchor);
}

describe.each(paths)('%s', (path) => {
  const page = pages.get(path) ?? '';

  it(`has no line of more than ${mostColumns} columns`, () => {
    expect(wideLines(page)).toEqual([]);
  });

  it('links only to files and headings that exist', () => {
    expect(linksOf(page).filter((link) => isBroken(path, link))).toEqual([]);
  });
});
