import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Destination, kinds as kindNames } from '../../lib/channels/destination.ts';
import { pageWithExample } from './rendered-examples.ts';

const folderOf = (path: string): URL => new URL(`../../${path}/`, import.meta.url);

const kinds = readdirSync(folderOf('lib/channels/kinds'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const pages = readdirSync(folderOf('docs/channels')).map((file) => file.replace(/\.md$/, ''));

const examplesIn = (page: string): unknown[] => {
  const text = readFileSync(new URL(`${page}.md`, folderOf('docs/channels')), 'utf8');
  return [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, yaml]) => parse(yaml ?? ''));
};

describe('the pages about channels', () => {
  it('are one for every kind', () => {
    expect(pages.sort()).toEqual(kinds.sort());
  });

  it('are each a row of the table of all kinds', () => {
    const table = readFileSync(new URL('channels.md', folderOf('docs')), 'utf8');
    const rows = [...table.matchAll(/^\| \[`([a-z-]+)`\]\(channels\/\1\.md\) \|/gm)].map(([, kind]) => kind);
    expect(rows).toEqual(kinds.sort());
  });

  it.each(kindNames)('show what is sent, as it is: %s (npm run docs)', (kind) => {
    const { found, expected } = pageWithExample(kind);
    expect(found).toBe(expected);
  });

  it.each(pages)('show with %s a destination that the configuration takes', (page) => {
    const [example, ...more] = examplesIn(page);
    expect(more).toEqual([]);
    const [destination] = Destination.array().length(1).parse(example);
    expect(destination?.kind).toBe(page);
  });
});
