import { describe, expect, it } from 'vitest';
import { cached } from '../../lib/aws/cache.ts';

function counted(answers: (name: string, count: number) => Promise<string>) {
  const clock = { now: 1_000_000 };
  const asked: string[] = [];
  const read = cached(
    (name) => {
      asked.push(name);
      return answers(name, asked.length);
    },
    { now: () => clock.now, seconds: 300 },
  );
  return { clock, asked, read };
}

describe('a cached value', () => {
  it('expires after five minutes', async () => {
    const { clock, asked, read } = counted(async (name, count) => `${name} ${count}`);
    expect(await read('a')).toBe('a 1');
    clock.now += 299_999;
    expect(await read('a')).toBe('a 1');
    clock.now += 1;
    expect(await read('a')).toBe('a 2');
    expect(asked).toEqual(['a', 'a']);
  });

  it('is cached by name', async () => {
    const { read } = counted(async (name) => name);
    expect([await read('a'), await read('b'), await read('a')]).toEqual(['a', 'b', 'a']);
  });

  it('is read once for concurrent callers', async () => {
    const { asked, read } = counted(async (name) => name);
    await Promise.all([read('a'), read('a'), read('a')]);
    expect(asked).toEqual(['a']);
  });

  it('is not cached if the read fails', async () => {
    const { read } = counted(async (name, count) => {
      if (count === 1) throw new Error('down');
      return name;
    });
    await expect(read('a')).rejects.toThrow('down');
    expect(await read('a')).toBe('a');
  });

  it('is read again and replaced if the caller wants it fresh', async () => {
    const { clock, asked, read } = counted(async (name, count) => `${name} ${count}`);
    await read('a');
    clock.now += 200_000;
    expect(await read('a', { fresh: true })).toBe('a 2');
    clock.now += 299_999;
    expect(await read('a')).toBe('a 2');
    expect(await read('a', { fresh: false })).toBe('a 2');
    expect(asked).toEqual(['a', 'a']);
  });

  it('is not returned if a fresh read fails', async () => {
    const { read } = counted(async (name, count) => {
      if (count === 2) throw new Error('down');
      return `${name} ${count}`;
    });
    await read('a');
    await expect(read('a', { fresh: true })).rejects.toThrow('down');
    expect(await read('a')).toBe('a 3');
  });
});
