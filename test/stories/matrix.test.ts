import { describe, expect, it } from 'vitest';
import { matrixLines, namesIn, readPage, rowNames } from './matrix.ts';

describe('the tables of docs/reliability.md', () => {
  it('have a row for every fault by its name', async () => {
    expect(namesIn((await readPage()).tables)).toEqual(rowNames);
  });

  it('say what happens: every sixth row is played again', async () => {
    const { tables } = await readPage();
    const lines = await matrixLines(6);
    expect(lines.filter((line) => !tables.split('\n').includes(line))).toEqual([]);
    expect(lines.length).toBeGreaterThan(15);
  }, 60_000);
});
