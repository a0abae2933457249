/** The value in the middle of a list; between the middle two of an even number. NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const middle = (sorted.length - 1) / 2;
  return (valueAt(sorted, Math.floor(middle)) + valueAt(sorted, Math.ceil(middle))) / 2;
}

/**
 * The least value that so large a share of the list (0 to 1) does not exceed: its nearest rank. NaN of
 * nothing.
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = ascending(values);
  return valueAt(sorted, Math.max(0, Math.ceil(share * sorted.length) - 1));
}

const ascending = (values: readonly number[]): Float64Array => Float64Array.from(values).sort();
const valueAt = (values: Float64Array, index: number): number => values[index] ?? Number.NaN;

/** The arithmetic mean; NaN of nothing. */
export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Microseconds that one call of each subject takes: the median over batches. The subjects take turns, so that
 * a machine that is busy for a while is busy for all of them; the first batch of each warms up and does not
 * count.
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
 * One place that calls all subjects: there the compiler knows none of them well enough to leave a call out.
 */
function microsecondsOfBatch(call: () => unknown, calls: number): number {
  const started = performance.now();
  for (let index = 0; index < calls; index++) call();
  return ((performance.now() - started) * 1_000) / calls;
}
