import { afterEach, expect, it } from 'vitest';
import type { KeyValueStore } from '../../lib/watch/ports/key-value-store.ts';

/** What every store of records does, on a clock that the test sets. */
export function storeContract(
  open: (now: () => number) => Promise<KeyValueStore & { close: () => void }>,
): void {
  const start = Date.parse('2026-03-01T12:00:00.000Z');
  const key = { of: 'watch sdrs-1', id: 'message ops' };
  const opened: (() => void)[] = [];
  afterEach(() => {
    for (const close of opened.splice(0)) close();
  });

  async function opens() {
    let now = start;
    const store = await open(() => now);
    opened.push(store.close);
    return {
      store,
      pass: (seconds: number) => {
        now += seconds * 1_000;
      },
    };
  }

  it('knows nothing at first', async () => {
    const { store } = await opens();
    expect(await store.get(key)).toBeUndefined();
    expect(await store.all(key.of)).toEqual([]);
  });

  it('keeps a text for its time', async () => {
    const { store, pass } = await opens();
    await store.put(key, 'text', 60);
    pass(59);
    expect(await store.get(key)).toBe('text');
    pass(1);
    expect(await store.get(key)).toBeUndefined();
    expect(await store.all(key.of)).toEqual([]);
  });

  it('keeps the last text of several', async () => {
    const { store } = await opens();
    await store.put(key, 'first', 60);
    await store.put(key, 'last ünïcode 组 \u{1F600} \' "', 60);
    expect(await store.get(key)).toBe('last ünïcode 组 \u{1F600} \' "');
  });

  it('keeps the first text of several where it is asked to, and gives it to all', async () => {
    const { store } = await opens();
    const given = await Promise.all(['a', 'b', 'c'].map((text) => store.putIfAbsent(key, text, 60)));
    expect(new Set(given).size).toBe(1);
    expect(await store.get(key)).toBe(given[0]);
  });

  it('takes a new first text when the old one has expired', async () => {
    const { store, pass } = await opens();
    expect(await store.putIfAbsent(key, 'old', 60)).toBe('old');
    pass(60);
    expect(await store.putIfAbsent(key, 'new', 60)).toBe('new');
    expect(await store.get(key)).toBe('new');
  });

  it('puts a text in the place of one certain other, once', async () => {
    const { store, pass } = await opens();
    await store.put(key, 'old', 60);
    const replaced = ['a', 'b', 'c'].map((text) => store.compareAndSwap(key, { old: 'old', text }, 60));
    const given = await Promise.all(replaced);
    expect(new Set(given).size).toBe(1);
    expect(await store.get(key)).toBe(given[0]);
    expect(await store.compareAndSwap(key, { old: 'old', text: 'd' }, 60)).toBe(given[0]);
    pass(60);
    expect(await store.compareAndSwap(key, { old: 'old', text: 'd' }, 60)).toBe('d');
    expect(await store.get(key)).toBe('d');
  });

  it('gives all records about one thing in the order of their ids, and no others', async () => {
    const { store } = await opens();
    for (const id of ['b', 'a', 'c']) await store.put({ of: 'digest', id }, `text ${id}`, 60);
    await store.put({ of: 'digest of another', id: 'd' }, 'text d', 60);
    expect(await store.all('digest')).toEqual(['a', 'b', 'c'].map((id) => ({ id, text: `text ${id}` })));
  });

  it('keeps apart what only looks alike', async () => {
    const { store } = await opens();
    await store.put({ of: 'a b', id: 'c' }, 'one', 60);
    await store.put({ of: 'a', id: 'b c' }, 'other', 60);
    expect(await store.get({ of: 'a b', id: 'c' })).toBe('one');
  });
}
