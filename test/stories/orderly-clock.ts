import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../lib/watch/ports/clock.ts';

/** A clock that is moved only when all that is under way has come to rest. */
export interface OrderlyClock extends Clock {
  /** Time stands still until the work is done. */
  during: <Value>(work: () => Promise<Value>) => Promise<Value>;
}

interface Sleeper {
  endMs: number;
  wake: () => void;
}

/** The machines' own steps between two tasks take a few turns of the event loop. */
const turnsOfRest = 4;

/**
 * A clock that skips from sleeper to sleeper in the order of their times, however many sleep at once: the
 * same story goes the same way every time. A sleep without end ends only by its signal.
 */
export function makeOrderlyClock(startMs: number): OrderlyClock {
  let now = startMs;
  let busy = 0;
  let isMoving = false;
  const sleepers = new Set<Sleeper>();

  const rested = async (): Promise<boolean> => {
    const before = sleepers.size;
    for (let turn = 0; turn < turnsOfRest; turn += 1) {
      await setImmediate();
      if (busy > 0 || sleepers.size !== before) return false;
    }
    return true;
  };
  const wakeNext = (): void => {
    const [next] = [...sleepers].sort((one, other) => one.endMs - other.endMs);
    if (next === undefined) return;
    sleepers.delete(next);
    now = Math.max(now, next.endMs);
    next.wake();
  };
  const move = async (): Promise<void> => {
    if (isMoving) return;
    isMoving = true;
    while (busy === 0 && sleepers.size > 0) if (await rested()) wakeNext();
    isMoving = false;
  };
  return {
    now: () => now,
    sleep: (seconds, signal) =>
      new Promise((resolve) => {
        const sleeper = { endMs: now + seconds * 1_000, wake: resolve };
        const wakeEarly = () => {
          sleepers.delete(sleeper);
          resolve();
        };
        if (signal?.aborted) return resolve();
        signal?.addEventListener('abort', wakeEarly, { once: true });
        if (seconds === Number.POSITIVE_INFINITY) return;
        sleepers.add(sleeper);
        void move();
      }),
    during: async (work) => {
      busy += 1;
      try {
        return await work();
      } finally {
        busy -= 1;
        void move();
      }
    },
  };
}
