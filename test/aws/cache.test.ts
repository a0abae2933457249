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

describe('what was read', () => {
  it('is kept until five minutes have passed', async () => {
    const { clock, asked, read } = counted(async (name, count) => `${name} ${count}`);
    expect(await read('a')).toBe('a 1');
    clock.now += 299_999;
    expect(await read('a')).toBe('a 1');
    clock.now += 1;
    expect(await read('a')).toBe('a 2');
    expect(asked).toEqual(['a', 'a']);
  });

  it('is kept by name', async () => {
    const { read } = counted(async (name) => name);
    expect([await read('a'), await read('b'), await read('a')]).toEqual(['a', 'b', 'a']);
  });

  it('is read once for callers at the same time', async () => {
    const { asked, read } = counted(async (name) => name);
    await Promise.all([read('a'), read('a'), read('a')]);
    expect(asked).toEqual(['a']);
  });

  it('is forgotten when reading failed', async () => {
    const { read } = counted(async (name, count) => {
      if (count === 1) throw new Error('down');
      return name;
    });
    await expect(read('a')).rejects.toThrow('down');
    expect(await read('a')).toBe('a');
  });

  it('is read anew when it must be fresh, and that is kept from then on', async () => {
    const { clock, asked, read } = counted(async (name, count) => `${name} ${count}`);
    await read('a');
    clock.now += 200_000;
    expect(await read('a', { fresh: true })).toBe('a 2');
    clock.now += 299_999;
    expect(await read('a')).toBe('a 2');
    expect(await read('a', { fresh: false })).toBe('a 2');
    expect(asked).toEqual(['a', 'a']);
  });

  it('is not what is handed out when reading anew failed', async () => {
    const { read } = counted(async (name, count) => {
      if (count === 2) throw new Error('down');
      return `${name} ${count}`;
    });
    await read('a');
    await expect(read('a', { fresh: true })).rejects.toThrow('down');
    expect(await read('a')).toBe('a 3');
  });
});
