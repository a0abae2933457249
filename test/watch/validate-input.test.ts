import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { problemLine, validateInput } from '../../lib/watch/validate-input.ts';

describe('the line of a problem', () => {
  it.each([
    [[], '(top)'],
    [['accounts'], 'accounts'],
    [['destinations', 1, 'url'], 'destinations[1].url'],
    [[0], '[0]'],
    [[0, 1, 'a'], '[0][1].a'],
    [['a.b', 'c'], 'a.b.c'],
    [[Symbol('s')], 'Symbol(s)'],
    [['k'.repeat(100), 'x'], `${'k'.repeat(64)}.x`],
  ])('at %j begins with %s', (path, text) => {
    expect(problemLine({ path, message: 'expected more' })).toBe(`${text}: expected more`);
  });
});

describe('an input', () => {
  const Schema = z.strictObject({
    name: z.string().min(2, 'expected two letters'),
    size: z.enum(['small', 'large']).optional(),
    parts: z.array(z.strictObject({ size: z.number() })),
  });
  const linesOf = (input: unknown) => {
    const parsed = validateInput(Schema, input);
    return parsed.kind === 'wrong' ? parsed.problems.map(problemLine) : [];
  };

  it('that is right is given as the schema makes it', () => {
    expect(validateInput(Schema, { name: 'ab', parts: [] })).toStrictEqual({
      kind: 'right',
      value: { name: 'ab', parts: [] },
    });
  });

  it('that is wrong is refused with all problems at once, and with the error as its cause', () => {
    const input = { name: 'a', size: 'huge', parts: [{ size: 1 }, { size: '1' }] };
    expect(linesOf(input)).toStrictEqual([
      'name: expected two letters',
      'size: expected one of "small"|"large"',
      'parts[1].size: expected number, found string',
    ]);
    expect(validateInput(Schema, input)).toMatchObject({ cause: expect.any(z.ZodError) });
  });

  it('of an unknown kind is refused with the known kinds, and a missing value with "found nothing"', () => {
    const Kind = z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('token'), token: z.string() }),
      z.object({ kind: z.literal('password') }),
    ]);
    const linesOfKind = (input: unknown) => {
      const parsed = validateInput(Kind, input);
      return parsed.kind === 'wrong' ? parsed.problems.map(problemLine) : [];
    };
    expect(linesOfKind({ kind: 'key' })).toStrictEqual(["kind: expected one of 'token' | 'password'"]);
    expect(linesOfKind({ kind: 'token' })).toStrictEqual(['token: expected string, found nothing']);
  });

  it('is refused with all unknown keys, at every level, and the known ones', () => {
    expect(linesOf({ name: 'ab', parts: [{ size: 1, colour: 2 }], nam: 1, part: 2 })).toStrictEqual([
      'parts[0].colour: unknown key; known: size',
      'nam: unknown key; known: name, size, parts',
      'part: unknown key; known: name, size, parts',
    ]);
  });

  it('that is wrong in a hundred thousand places is refused with the first hundred', () => {
    const input = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${index}`, 1]));
    expect(linesOf({ ...input, name: 'ab' })).toHaveLength(100);
  });

  it('that is not an object is refused at its top level', () => {
    expect(linesOf('text')).toStrictEqual(['(top): expected object, found string']);
  });
});
