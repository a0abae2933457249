/** Reads a secret or parameter by its name. */
export type ReadText = (name: string) => Promise<string>;

/** Reads like ReadText, but through a cache. `fresh` skips the cached text and caches the new one. */
export type ReadCached = (name: string, how?: { fresh: boolean }) => Promise<string>;

/**
 * Caches texts for a number of seconds. A busy function then does not read a secret for every event, and
 * still finds a rotated secret within minutes. Concurrent callers share one read. A failed read is not
 * cached.
 */
export function cached(read: ReadText, { now, seconds }: { now: () => number; seconds: number }): ReadCached {
  const cache = new Map<string, { text: Promise<string>; until: number }>();
  return (name, { fresh } = { fresh: false }) => {
    const known = cache.get(name);
    if (!fresh && known !== undefined && now() < known.until) return known.text;
    const text = read(name);
    cache.set(name, { text, until: now() + seconds * 1_000 });
    text.catch(() => {
      if (cache.get(name)?.text === text) cache.delete(name);
    });
    return text;
  };
}
