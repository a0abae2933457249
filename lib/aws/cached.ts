/** Reads the text behind a name: a secret or a parameter. */
export type ReadText = (name: string) => Promise<string>;

/** The same from what is kept; `fresh` reads it anew and keeps that. */
export type ReadKept = (name: string, how?: { fresh: boolean }) => Promise<string>;

/**
 * Keeps what was read for so many seconds, so that a busy function does not ask for every event and a rotated
 * secret is found within minutes. Callers at the same time share one reading; a failed one is forgotten.
 */
export function cached(read: ReadText, { now, seconds }: { now: () => number; seconds: number }): ReadKept {
  const kept = new Map<string, { text: Promise<string>; until: number }>();
  return (name, { fresh } = { fresh: false }) => {
    const known = kept.get(name);
    if (!fresh && known !== undefined && now() < known.until) return known.text;
    const text = read(name);
    kept.set(name, { text, until: now() + seconds * 1_000 });
    text.catch(() => {
      if (kept.get(name)?.text === text) kept.delete(name);
    });
    return text;
  };
}
