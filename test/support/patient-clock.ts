import type { Clock } from '../../lib/watch/ports/clock.ts';
import { makeSkippingClock } from './skipping-clock.ts';

/** To be given to a command on a patient clock. */
export const endlessPatience = ['--patience', '999d'];

/**
 * A skipping clock on which endless patience lasts as long as it takes: every delivery is tried to its last
 * attempt.
 */
export function makePatientClock(): Clock {
  const { now, sleep } = makeSkippingClock();
  const yearSeconds = 365 * 86_400;
  return {
    now,
    sleep: (seconds, signal) => sleep(seconds > yearSeconds ? Number.POSITIVE_INFINITY : seconds, signal),
  };
}
