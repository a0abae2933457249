import { describe, expect, it } from 'vitest';
import { namesIn, readPage, rowNames } from './matrix.ts';

describe('the tables of docs/reliability.md', () => {
  it('have a row for every fault by its name', async () => {
    expect(namesIn((await readPage()).tables)).toEqual(rowNames);
  });
});
