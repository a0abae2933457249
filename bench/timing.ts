/** Returns the median: the middle value, or the mean of the two middle values. NaN for an empty list. */
export function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const middle = (sorted.length - 1) / 2;
  return (valueAt(sorted, Math.floor(middle)) + valueAt(sorted, Math.ceil(middle))) / 2;
}

/**
 * Returns a quantile by the nearest-rank method: the least value that a share of the list (0 to 1) does not
 * exceed. NaN for an empty list.
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = ascending(values);
  return valueAt(sorted, Math.max(0, Math.ceil(share * sorted.length) - 1));
}

const ascending = (values: readonly number[]): Float64Array => Float64Array.from(values).sort();
const valueAt = (values: Float64Array, index: number): number => values[index] ?? Number.NaN;

/** Returns the arithmetic mean. NaN for an empty list. */
export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Measures the microseconds of one call of each subject: the median over batches. The batches of the subjects
 * alternate, so that a busy machine slows all of them equally. The first batch of each subject is a warm-up
 * and does not count.
 */
export function microseconds<Name extends string>(
  subjects: Record<Name, () => unknown>,
  { batches, callsPerBatch }: { batches: number; callsPerBatch: number },
): Map<string, number> {
  const entries = Object.entries<() => unknown>(subjects);
  const timed = new Map(entries.map(([name]) => [name, [] as number[]]));
  for (let batch = 0; batch <= batches; batch++) {
    for (const [name, call] of entries) {
      const taken = microsecondsOfBatch(call, callsPerBatch);
      if (batch > 0) timed.get(name)?.push(taken);
    }
  }
  return new Map([...timed].map(([name, values]) => [name, median(values)]));
}

/**
 * Calls one subject repeatedly. All subjects share this function, so that the compiler cannot optimise a call
 * away.
 */
function microsecondsOfBatch(call: () => unknown, calls: number): number {
  const started = performance.now();
  for (let index = 0; index < calls; index++) call();
  return ((performance.now() - started) * 1_000) / calls;
}
