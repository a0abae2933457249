/** A token bucket: how many requests are left, and when that was so, in milliseconds since 1970. */
export interface Bucket {
  tokens: number;
  at: number;
}

/** A bucket holds the requests of so many seconds: a burst may take them at once. */
const burstSeconds = 60;

/**
 * Takes one request out of a bucket, or says in how many whole seconds there will be one. A new caller has a
 * full bucket.
 */
export function takeToken(
  bucket: Bucket | undefined,
  { perMinute, now }: { perMinute: number; now: number },
): { bucket: Bucket; waitSeconds: number } {
  const perSecond = perMinute / 60;
  const full = perSecond * burstSeconds;
  // A clock that was set back fills nothing and empties nothing.
  const elapsedSeconds = Math.max(0, now - (bucket?.at ?? now)) / 1_000;
  const tokens = Math.min(full, (bucket?.tokens ?? full) + elapsedSeconds * perSecond);
  if (tokens >= 1) return { bucket: { tokens: tokens - 1, at: now }, waitSeconds: 0 };
  return { bucket: { tokens, at: now }, waitSeconds: Math.max(1, Math.ceil((1 - tokens) / perSecond)) };
}

/**
 * Counts the requests of each caller and gives the seconds to wait, 0 for none. Of more callers than are
 * remembered, the one that was heard longest ago is forgotten. Counted is what this process serves: several
 * functions count each for itself.
 */
export function makeRateLimit({
  perMinute,
  now,
  maxCallers = 10_000,
}: {
  perMinute: number;
  now: () => number;
  maxCallers?: number;
}): (caller: string) => number {
  const buckets = new Map<string, Bucket>();
  return (caller) => {
    const { bucket, waitSeconds } = takeToken(buckets.get(caller), { perMinute, now: now() });
    buckets.delete(caller);
    buckets.set(caller, bucket);
    const [oldest] = buckets.keys();
    if (buckets.size > maxCallers && oldest !== undefined) buckets.delete(oldest);
    return waitSeconds;
  };
}
