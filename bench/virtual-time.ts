import { setImmediate } from 'node:timers/promises';
import { seededRandom } from './random.ts';

/** A clock that stands still while code runs, and jumps to the next timer when everything waits. */
export interface VirtualTime {
  /** Milliseconds since the clock was made. */
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  /**
   * Runs work in this time. Meanwhile replaces the global `setTimeout` by this clock's, and `Math.random` by
   * a seeded generator, also for libraries that back off.
   */
  run: <Done>(work: () => Promise<Done>) => Promise<Done>;
}

interface Timer {
  at: number;
  ring: () => void;
}

export function makeVirtualTime(): VirtualTime {
  const timers: Timer[] = [];
  let now = 0;
  const add = (ring: () => void, ms = 0): void => {
    const timer = { at: now + ms, ring };
    const later = timers.findLastIndex(({ at }) => at <= timer.at) + 1;
    timers.splice(later, 0, timer);
  };
  const jumpUntil = async (isDone: () => boolean): Promise<void> => {
    await setImmediate();
    while (!isDone()) {
      const next = timers.shift();
      if (next === undefined)
        throw new TypeError(
          'the work waits for something other than a timer, so virtual time cannot continue',
        );
      now = next.at;
      next.ring();
      await setImmediate();
    }
  };
  return {
    now: () => now,
    sleep: (ms) => new Promise((resolve) => add(resolve, ms)),
    run: async (work) => {
      const real = { setTimeout: globalThis.setTimeout, random: Math.random };
      Object.assign(globalThis, { setTimeout: add });
      Math.random = seededRandom(4);
      let isDone = false;
      try {
        const done = work().finally(() => {
          isDone = true;
        });
        await Promise.all([done, jumpUntil(() => isDone)]);
        return await done;
      } finally {
        globalThis.setTimeout = real.setTimeout;
        Math.random = real.random;
      }
    },
  };
}
