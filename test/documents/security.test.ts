import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

const page = readFileSync(join(root, 'docs/security.md'), 'utf8');
/** The rows of the table, without its head. */
const [, , ...rows] = page.split('\n').filter((line) => line.startsWith('|'));
const testsOf = (row: string) => [...row.matchAll(/`(test\/[\w./-]+)`/g)].map(([, path]) => path ?? '');

it('every row of the page about security names a test that exists', () => {
  expect(page).toMatch(/^\| somebody who … \| is stopped by \| shown by \|\n\|(?:-+\|){3}\n\| /m);
  expect(rows.length).toBeGreaterThan(15);
  expect(rows.filter((row) => testsOf(row).length === 0)).toEqual([]);
  expect(rows.flatMap(testsOf).filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
