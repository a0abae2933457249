import type { RecordKey, Records } from '../watch/records.ts';

/** Records that last as long as this process. */
export function makeRecordsInMemory(now: () => number): Records {
  const kept = new Map<string, Map<string, { text: string; until: number }>>();
  const alive = ({ of, id }: RecordKey): string | undefined => {
    const found = kept.get(of)?.get(id);
    return found === undefined || found.until <= now() ? undefined : found.text;
  };
  const keep = ({ of, id }: RecordKey, text: string, seconds: number): void => {
    const about = kept.get(of) ?? new Map();
    about.set(id, { text, until: now() + seconds * 1_000 });
    kept.set(of, about);
  };
  return {
    recall: async (key) => alive(key),
    keepFirst: async (key, text, seconds) => {
      const first = alive(key);
      if (first === undefined) keep(key, text, seconds);
      return first ?? text;
    },
    replace: async (key, { old, text }, seconds) => {
      const there = alive(key) ?? old;
      if (there !== old) return there;
      keep(key, text, seconds);
      return text;
    },
    keep: async (key, text, seconds) => keep(key, text, seconds),
    all: async (of) =>
      [...(kept.get(of)?.keys() ?? [])].sort().flatMap((id) => {
        const text = alive({ of, id });
        return text === undefined ? [] : [{ id, text }];
      }),
  };
}
