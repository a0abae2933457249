import { setImmediate } from 'node:timers/promises';
import { seededRandom } from './random.ts';

/** Time that stands still while anything runs, and jumps from timer to timer when nothing does. */
export interface VirtualTime {
  /** Milliseconds since it began. */
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  /**
   * Does the work in this time. Until it is done, `setTimeout` is this time's and `Math.random` the same at
   * every run, also for libraries that back off.
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
      if (next === undefined) throw new TypeError('The work waits for something that is no timer.');
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
