import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../lib/watch/ports/clock.ts';

/**
 * A clock on which every sleep ends at once, at its own time. A sleep without end ends only by its signal: it
 * stands for "as long as it takes".
 */
export function makeSkippingClock(start = Date.parse('2026-11-24T08:00:00.000Z')): Clock {
  let now = start;
  return {
    now: () => now,
    sleep: async (seconds, signal) => {
      if (seconds === Number.POSITIVE_INFINITY) return untilAborted(signal);
      const end = now + seconds * 1_000;
      await setImmediate();
      now = Math.max(now, end);
    },
  };
}

const untilAborted = (signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
