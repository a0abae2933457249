import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

it('every claim of the page about security names a test that is there', () => {
  const page = readFileSync(join(root, 'docs/security.md'), 'utf8');
  const rows = page.split('\n').filter((line) => /^\| [^w-]/.test(line) && !line.startsWith('| who,'));
  expect(rows.length).toBeGreaterThan(10);
  const named = rows.map((row) => [...row.matchAll(/`(test\/[\w./-]+)`/g)].map(([, path]) => path ?? ''));
  expect(named.filter((paths) => paths.length === 0)).toEqual([]);
  expect(named.flat().filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
