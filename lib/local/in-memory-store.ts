import type { KeyValueStore, StoreKey } from '../watch/store.ts';

/** Records that last as long as this process. */
export function makeInMemoryStore(now: () => number): KeyValueStore {
  const kept = new Map<string, Map<string, { text: string; until: number }>>();
  const alive = ({ of, id }: StoreKey): string | undefined => {
    const found = kept.get(of)?.get(id);
    return found === undefined || found.until <= now() ? undefined : found.text;
  };
  const keep = ({ of, id }: StoreKey, text: string, seconds: number): void => {
    const about = kept.get(of) ?? new Map();
    about.set(id, { text, until: now() + seconds * 1_000 });
    kept.set(of, about);
  };
  return {
    get: async (key) => alive(key),
    putIfAbsent: async (key, text, seconds) => {
      const first = alive(key);
      if (first === undefined) keep(key, text, seconds);
      return first ?? text;
    },
    compareAndSwap: async (key, { old, text }, seconds) => {
      const there = alive(key) ?? old;
      if (there !== old) return there;
      keep(key, text, seconds);
      return text;
    },
    put: async (key, text, seconds) => keep(key, text, seconds),
    all: async (of) =>
      [...(kept.get(of)?.keys() ?? [])].sort().flatMap((id) => {
        const text = alive({ of, id });
        return text === undefined ? [] : [{ id, text }];
      }),
  };
}
