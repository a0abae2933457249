import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileJson, largeJson } from './hostile-json.ts';
import { changedPrototypes } from './prototypes.ts';

/** A reader of what comes from outside, and what it may do with that. */
export interface Reader {
  name: string;
  /** Something that it takes, to be spoilt. */
  example: object;
  /** Reads the text; gives what came out of it. */
  read: (text: string) => unknown;
  /** What it may throw for a wrong text. Nothing, where it is not said. */
  throws?: readonly (new (
    ...given: never[]
  ) => Error)[];
  /** How many times the length of the input what comes out may have. */
  grows?: number;
}

const alwaysAllowed = 20_000;

/**
 * The laws of every reader: only what it promises comes out, nothing else changes, and its size and time are
 * bounded.
 */
export function itWithstands(reader: Reader): void {
  describe(reader.name, () => {
    it('takes its example', async () => {
      await expect(outcomeOf(reader, JSON.stringify(reader.example))).resolves.toMatchObject({
        kind: 'read',
      });
    });

    it('withstands anything in any place', async () => {
      const run = fc.asyncProperty(hostileJson(reader.example), (text) => check(reader, text));
      await fc.assert(run, { numRuns: 100 });
    });

    // What is quadratic in a megabyte takes minutes, and every test has an end.
    it.each(largeJson(reader.example))('withstands %s', (_name, text) => check(reader, text));
  });
}

async function check(reader: Reader, text: string): Promise<void> {
  const outcome = await outcomeOf(reader, text);
  expect(outcome.kind, String(outcome.error)).not.toBe('broken');
  expect(outcome.size).toBeLessThanOrEqual(alwaysAllowed + (reader.grows ?? 2) * text.length);
  expect(changedPrototypes()).toEqual([]);
}

interface Outcome {
  kind: 'read' | 'refused' | 'broken';
  size: number;
  error?: unknown;
}

/** What comes out has to be JSON that can be written: it goes into states, queues and answers. */
async function outcomeOf({ read, throws = [] }: Reader, text: string): Promise<Outcome> {
  try {
    const value = await read(text);
    return { kind: 'read', size: (JSON.stringify(value) ?? '').length };
  } catch (error) {
    const isPromised = error instanceof Error && throws.some((kind) => error instanceof kind);
    return { kind: isPromised ? 'refused' : 'broken', size: String(error).length, error };
  }
}
