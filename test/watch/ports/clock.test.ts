import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isoTime, makeClock } from '../../../lib/watch/ports/clock.ts';

const noon = Date.parse('2026-03-01T12:00:00.000Z');

beforeEach(() => vi.useFakeTimers({ now: noon }));
afterEach(() => vi.useRealTimers());

/** Whether a promise has resolved. */
function watched(promise: Promise<void>) {
  const state = { resolved: false };
  void promise.then(() => {
    state.resolved = true;
  });
  return state;
}

describe('the time', () => {
  it('is the wall clock', () => {
    const clock = makeClock();
    expect(clock.now()).toBe(noon);
    vi.setSystemTime(noon + 1_234);
    expect(clock.now()).toBe(noon + 1_234);
  });

  it.each([
    [60, 60_000],
    [0.5, 500],
  ])('of a clock that runs %f times as fast goes on %i ms in a second', (speed, ms) => {
    const clock = makeClock(speed);
    expect(clock.now()).toBe(noon);
    vi.setSystemTime(noon + 1_000);
    expect(clock.now()).toBe(noon + ms);
  });

  it('of a fast clock begins with the wall clock when it is made', () => {
    vi.setSystemTime(noon + 5_000);
    const clock = makeClock(60);
    vi.setSystemTime(noon + 6_000);
    expect(clock.now()).toBe(noon + 65_000);
  });

  it('is written in UTC', () => {
    expect(isoTime(noon + 7)).toBe('2026-03-01T12:00:00.007Z');
  });
});

describe('a sleep', () => {
  it.each([
    [1, 10, 10_000],
    [60, 600, 10_000],
    [1, 0.5, 500],
    [1, 0, 0],
  ])('at speed %i of %f s takes %i ms', async (speed, seconds, ms) => {
    const sleep = watched(makeClock(speed).sleep(seconds));
    await vi.advanceTimersByTimeAsync(Math.max(0, ms - 1));
    expect(sleep.resolved).toBe(ms === 0);
    await vi.advanceTimersByTimeAsync(1);
    expect(sleep.resolved).toBe(true);
  });

  it.each([2_147_483.647, 2_147_483.648, 30 * 86_400, 100 * 86_400])(
    'of %f s is longer than a timer of Node may be, and is slept to its end',
    async (seconds) => {
      const sleep = watched(makeClock().sleep(seconds));
      await vi.advanceTimersByTimeAsync(seconds * 1_000 - 1);
      expect(sleep.resolved).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      expect(sleep.resolved).toBe(true);
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  it('ends at once when it is called off, and leaves nothing behind', async () => {
    const { signal, abort } = controller();
    const sleep = watched(makeClock().sleep(10, signal));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(sleep.resolved).toBe(false);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    abort();
    await vi.advanceTimersByTimeAsync(0);
    expect(sleep.resolved).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('that is longer than a timer may be ends at once when it is called off, at any time', async () => {
    for (const days of [1, 30]) {
      const { signal, abort } = controller();
      const sleep = watched(makeClock().sleep(60 * 86_400, signal));
      await vi.advanceTimersByTimeAsync(days * 86_400_000);
      abort();
      await vi.advanceTimersByTimeAsync(0);
      expect(sleep.resolved).toBe(true);
      expect(vi.getTimerCount()).toBe(0);
    }
  });

  it('that was called off before does not begin', async () => {
    const { signal, abort } = controller();
    abort();
    const sleep = watched(makeClock().sleep(10, signal));
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(0);
    expect(sleep.resolved).toBe(true);
  });

  it('that came to its end no longer listens', async () => {
    const { signal } = controller();
    const sleep = watched(makeClock().sleep(10, signal));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sleep.resolved).toBe(true);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  function controller() {
    const abortController = new AbortController();
    return { signal: abortController.signal, abort: () => abortController.abort() };
  }
});
