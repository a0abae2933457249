import type { KeyValueStore, StoreKey } from '../watch/ports/key-value-store.ts';

/** Makes a key-value store that lasts as long as this process. */
export function makeInMemoryStore(now: () => number): KeyValueStore {
  const values = new Map<string, Map<string, { text: string; until: number }>>();
  const alive = ({ of, id }: StoreKey): string | undefined => {
    const found = values.get(of)?.get(id);
    return found === undefined || found.until <= now() ? undefined : found.text;
  };
  const set = ({ of, id }: StoreKey, text: string, seconds: number): void => {
    const about = values.get(of) ?? new Map();
    about.set(id, { text, until: now() + seconds * 1_000 });
    values.set(of, about);
  };
  return {
    get: async (key) => alive(key),
    putIfAbsent: async (key, text, seconds) => {
      const first = alive(key);
      if (first === undefined) set(key, text, seconds);
      return first ?? text;
    },
    compareAndSwap: async (key, { old, text }, seconds) => {
      const there = alive(key) ?? old;
      if (there !== old) return there;
      set(key, text, seconds);
      return text;
    },
    put: async (key, text, seconds) => set(key, text, seconds),
    all: async (of) =>
      [...(values.get(of)?.keys() ?? [])].sort().flatMap((id) => {
        const text = alive({ of, id });
        return text === undefined ? [] : [{ id, text }];
      }),
  };
}
