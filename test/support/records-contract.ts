import { afterEach, expect, it } from 'vitest';
import type { Records } from '../../lib/watch/records.ts';

/** What every store of records does, on a clock that the test sets. */
export function recordsContract(open: (now: () => number) => Promise<Records & { close: () => void }>): void {
  const start = Date.parse('2026-03-01T12:00:00.000Z');
  const key = { of: 'watch sdrs-1', id: 'message ops' };
  const opened: (() => void)[] = [];
  afterEach(() => {
    for (const close of opened.splice(0)) close();
  });

  async function store() {
    let now = start;
    const records = await open(() => now);
    opened.push(records.close);
    return {
      records,
      pass: (seconds: number) => {
        now += seconds * 1_000;
      },
    };
  }

  it('knows nothing at first', async () => {
    const { records } = await store();
    expect(await records.recall(key)).toBeUndefined();
    expect(await records.all(key.of)).toEqual([]);
  });

  it('keeps a text for its time', async () => {
    const { records, pass } = await store();
    await records.keep(key, 'text', 60);
    pass(59);
    expect(await records.recall(key)).toBe('text');
    pass(1);
    expect(await records.recall(key)).toBeUndefined();
    expect(await records.all(key.of)).toEqual([]);
  });

  it('keeps the last text of several', async () => {
    const { records } = await store();
    await records.keep(key, 'first', 60);
    await records.keep(key, 'last ünïcode 组 \u{1F600} \' "', 60);
    expect(await records.recall(key)).toBe('last ünïcode 组 \u{1F600} \' "');
  });

  it('keeps the first text of several where it is asked to, and gives it to all', async () => {
    const { records } = await store();
    const given = await Promise.all(['a', 'b', 'c'].map((text) => records.keepFirst(key, text, 60)));
    expect(new Set(given).size).toBe(1);
    expect(await records.recall(key)).toBe(given[0]);
  });

  it('takes a new first text when the time of the old one is over', async () => {
    const { records, pass } = await store();
    expect(await records.keepFirst(key, 'old', 60)).toBe('old');
    pass(60);
    expect(await records.keepFirst(key, 'new', 60)).toBe('new');
    expect(await records.recall(key)).toBe('new');
  });

  it('puts a text in the place of one certain other, once', async () => {
    const { records, pass } = await store();
    await records.keep(key, 'old', 60);
    const replaced = ['a', 'b', 'c'].map((text) => records.replace(key, { old: 'old', text }, 60));
    const given = await Promise.all(replaced);
    expect(new Set(given).size).toBe(1);
    expect(await records.recall(key)).toBe(given[0]);
    expect(await records.replace(key, { old: 'old', text: 'd' }, 60)).toBe(given[0]);
    pass(60);
    expect(await records.replace(key, { old: 'old', text: 'd' }, 60)).toBe('d');
    expect(await records.recall(key)).toBe('d');
  });

  it('gives all records about one thing in the order of their ids, and no others', async () => {
    const { records } = await store();
    for (const id of ['b', 'a', 'c']) await records.keep({ of: 'digest', id }, `text ${id}`, 60);
    await records.keep({ of: 'digest of another', id: 'd' }, 'text d', 60);
    expect(await records.all('digest')).toEqual(['a', 'b', 'c'].map((id) => ({ id, text: `text ${id}` })));
  });

  it('keeps apart what only looks alike', async () => {
    const { records } = await store();
    await records.keep({ of: 'a b', id: 'c' }, 'one', 60);
    await records.keep({ of: 'a', id: 'b c' }, 'other', 60);
    expect(await records.recall({ of: 'a b', id: 'c' })).toBe('one');
  });
}
