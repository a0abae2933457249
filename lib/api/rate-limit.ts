/** A token bucket: the number of requests left, at a time in milliseconds since 1970. */
export interface Bucket {
  tokens: number;
  at: number;
}

/** A bucket holds the requests of this many seconds, so a burst may use them at once. */
const burstSeconds = 60;

/** Takes one token, or returns the whole seconds until the next one. A new caller has a full bucket. */
export function takeToken(
  bucket: Bucket | undefined,
  { perMinute, now }: { perMinute: number; now: number },
): { bucket: Bucket; waitSeconds: number } {
  const perSecond = perMinute / 60;
  const full = perSecond * burstSeconds;
  // A clock that was set back changes nothing.
  const elapsedSeconds = Math.max(0, now - (bucket?.at ?? now)) / 1_000;
  const tokens = Math.min(full, (bucket?.tokens ?? full) + elapsedSeconds * perSecond);
  if (tokens >= 1) return { bucket: { tokens: tokens - 1, at: now }, waitSeconds: 0 };
  return { bucket: { tokens, at: now }, waitSeconds: Math.max(1, Math.ceil((1 - tokens) / perSecond)) };
}

/**
 * Makes a function that counts a caller's request and returns the seconds to wait, or 0. Beyond `maxCallers`
 * it forgets the least recent caller. Each process counts on its own.
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
