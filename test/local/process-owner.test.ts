import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { makeProcessOwner } from '../../lib/local/process-owner.ts';

const owner = makeProcessOwner();
const own = owner.newToken();
const [host, pid, since] = own.split(' ', 1).join().split('/');

/** The mark of a process that is running, until it is ended. */
async function another(): Promise<{ token: string; end: () => Promise<unknown> }> {
  const child = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1_000)']);
  await once(child, 'spawn');
  const end = () => {
    child.kill('SIGKILL');
    return once(child, 'exit');
  };
  return { token: `${host}/${child.pid}/1 some mark`, end };
}

describe('a process as an owner', () => {
  it('marks everything that it takes with another text', () => {
    expect(owner.newToken()).not.toBe(own);
    expect(makeProcessOwner().isDead(own)).toBe(false);
  });

  it('is gone as soon as it has died', async () => {
    const { token, end } = await another();
    expect(owner.isDead(token)).toBe(false);
    await end();
    expect(owner.isDead(token)).toBe(true);
  });

  it.each([
    ['had the same id before', `${host}/${pid}/${Number(since) - 1} mark`, true],
    ['is of another machine', `elsewhere/${pid}/1 mark`, false],
    ['is of somebody else', `${host}/1/1 mark`, false],
    ['is no process', 'function 0f1e2d3c', false],
    ['has no id', `${host}/x/1 mark`, false],
  ])('is gone only where that is certain: one that %s', (_, token, isDead) => {
    expect(owner.isDead(token)).toBe(isDead);
  });
});
