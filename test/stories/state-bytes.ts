import { setImmediate } from 'node:timers/promises';

/** What a state may take at its beginning and at its end, in bytes of JSON. */
const mostStateBytes = 16_384;

/** Keeps how many bytes the longest data of each state took, at its beginning or at its end. */
export function makeStateBytes() {
  const longest = new Map<string, number>();
  return {
    passed: (state: string, data: unknown): void => {
      const bytes = Buffer.byteLength(JSON.stringify(data) ?? '');
      longest.set(state, Math.max(bytes, longest.get(state) ?? 0));
    },
    /** The engine reports the last state a moment after the end. */
    all: async (): Promise<ReadonlyMap<string, number>> => {
      await setImmediate();
      return longest;
    },
  };
}

/** The states that took more than they may. */
export const tooLong = (stateBytes: ReadonlyMap<string, number>): string[] =>
  [...stateBytes].flatMap(([state, bytes]) => (bytes > mostStateBytes ? [`${bytes} bytes at ${state}`] : []));
