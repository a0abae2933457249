/**
 * How many times as fast time passes in the stack under test: waits, ages and schedules keep their
 * proportions.
 */
export const speed = 60;

/** The clock of the test in milliseconds since 1970, as the bridges and the functions compute it. */
export const makeFastClock = (epochMs: number): { now: () => number } => ({
  now: () => Math.floor(epochMs + (Date.now() - epochMs) * speed),
});

/** Returns the real milliseconds that a number of seconds of the stack lasts. */
export const realMs = (seconds: number): number => (seconds * 1_000) / speed;

/** The environment variable by which the processes of the stack know the clock. */
export const clockVariable = (epochMs: number): string => `${epochMs} ${speed}`;
