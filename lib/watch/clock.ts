/** The time, and waiting: the only door through which either enters. */
export interface Clock {
  /** The time as `Date.now()` tells it: milliseconds since 1970 in UTC. */
  now: () => number;
  /** Resolves after so many seconds of this clock; at once when the signal aborts. */
  sleep: (seconds: number, signal?: AbortSignal) => Promise<void>;
}

/** Node's timers hold 31 bits of milliseconds: longer sleeps are taken in parts. */
const longestTimerMs = 2 ** 31 - 1;

/** The wall clock, or one that runs `speed` times as fast from the moment it is made. */
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

/** The instant as ISO 8601 in UTC. */
export const isoTime = (milliseconds: number): string => new Date(milliseconds).toISOString();
