/** The time, and waiting. No other module reads the time or sets a timer. */
export interface Clock {
  /** Returns the time as `Date.now()` does: milliseconds since 1970 in UTC. */
  now: () => number;
  /** Resolves after that many seconds of this clock, or at once if the signal aborts. */
  sleep: (seconds: number, signal?: AbortSignal) => Promise<void>;
}

/** The longest time of a timer of Node: 31 bits of milliseconds. A longer sleep uses several timers. */
const longestTimerMs = 2 ** 31 - 1;

/** Creates the wall clock, or a clock that runs `speed` times as fast from now on. */
export function makeClock(speed = 1): Clock {
  const start = Date.now();
  const sleepMs = async (ms: number, signal?: AbortSignal): Promise<void> => {
    const part = Math.min(ms, longestTimerMs);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, part);
      function done() {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      }
      if (signal?.aborted) done();
      else signal?.addEventListener('abort', done, { once: true });
    });
    if (ms > part && !signal?.aborted) await sleepMs(ms - part, signal);
  };
  return {
    now: () => start + (Date.now() - start) * speed,
    sleep: (seconds, signal) => sleepMs((seconds * 1_000) / speed, signal),
  };
}

/** Returns an instant (milliseconds since 1970) as ISO 8601 in UTC. */
export const isoTime = (milliseconds: number): string => new Date(milliseconds).toISOString();
