import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { makeOrderlyClock } from './orderly-clock.ts';

describe('a clock that skips in order', () => {
  it('wakes sleepers at their own times, in whatever order they fell asleep', async () => {
    const clock = makeOrderlyClock(0);
    const woken: string[] = [];
    const sleeper = async (name: string, seconds: number[]) => {
      for (const second of seconds) {
        await clock.sleep(second);
        woken.push(`${name} ${clock.now() / 1_000}`);
      }
    };
    await Promise.all([sleeper('slow', [7_200]), sleeper('quick', [5, 5, 7_000, 300])]);
    expect(woken).toEqual(['quick 5', 'quick 10', 'quick 7010', 'slow 7200', 'quick 7310']);
  });

  it('stands still while something works', async () => {
    const clock = makeOrderlyClock(0);
    const slept = clock.sleep(60);
    const seen = await clock.during(async () => {
      await setTimeout(20);
      return clock.now();
    });
    await slept;
    expect([seen, clock.now()]).toEqual([0, 60_000]);
  });

  it('lets go of a sleeper by its signal, at the time that it is', async () => {
    const clock = makeOrderlyClock(0);
    const enough = new AbortController();
    const endless = clock.sleep(Number.POSITIVE_INFINITY, enough.signal);
    await clock.sleep(9);
    enough.abort();
    await endless;
    await clock.sleep(5, AbortSignal.abort());
    expect(clock.now()).toBe(9_000);
  });

  it('goes on after work that fails', async () => {
    const clock = makeOrderlyClock(0);
    const slept = clock.sleep(1);
    await expect(clock.during(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await slept;
    expect(clock.now()).toBe(1_000);
  });
});
