import { describe, expect, it } from 'vitest';
import { burst, deployedSettings, queueReport } from '../../bench/queue.ts';
import { makeVirtualTime } from '../../bench/virtual-time.ts';

const nothingWrong = { redeliveries: 0, deadLetters: 0, lost: 0, doubled: 0 };

describe('a burst of requests', () => {
  it('under the quota starts at once, with one call for each request', async () => {
    const done = await burst(100, deployedSettings());
    expect(done).toMatchObject({ ...nothingWrong, calls: 100, throttled: 0, retries: 0 });
    expect(done.seconds).toBe(0.1);
  });

  it('over the quota starts as fast as the quota allows, with the deployed settings', async () => {
    const { seconds, ...done } = await burst(1_400, deployedSettings());
    expect(done).toMatchObject(nothingWrong);
    expect(done.throttled).toBeGreaterThan(0);
    expect(done.retries).toBe(done.throttled);
    expect(done.calls).toBe(1_400 + done.retries);
    // 600 more than the burst, at 150 a second.
    expect(seconds).toBeGreaterThan(3);
    expect(seconds).toBeLessThan(7);
  });

  it('with too many invocations is delivered again, and ends as dead letters if maxReceiveCount is too low', async () => {
    const settings = { ...deployedSettings(), maximumConcurrency: 200, visibilitySeconds: 1 };
    const patient = await burst(1_400, settings);
    expect(patient).toMatchObject({ deadLetters: 0, lost: 0, doubled: 0 });
    expect(patient.redeliveries).toBeGreaterThan(0);
    const hasty = await burst(1_400, { ...settings, maximumConcurrency: undefined, maxReceiveCount: 1 });
    expect(hasty).toMatchObject({ lost: 0, doubled: 0 });
    expect(hasty.deadLetters).toBeGreaterThan(0);
  });
});

describe('the report', () => {
  it('has rows for the deployed stack, and for the stack without its limit', async () => {
    const rows = (await queueReport(50)).split('\n').filter((line) => /^\| (as|without) /.test(line));
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(row).toMatch(/ 50 \| .* 0 \| +0 \| +0 \|$/);
  });
});

describe('virtual time', () => {
  it('jumps from timer to timer, replaces setTimeout and restores it', async () => {
    const real = globalThis.setTimeout;
    const time = makeVirtualTime();
    const fired: [string, number][] = [];
    const fire = (name: string) => fired.push([name, time.now()]);
    const answer = await time.run(async () => {
      setTimeout(() => fire('library'), 3_000);
      void time.sleep(500).then(() => fire('first'));
      await time.sleep(86_400_000);
      fire('last');
      return 'done';
    });
    expect(answer).toBe('done');
    expect(fired).toEqual([
      ['first', 500],
      ['library', 3_000],
      ['last', 86_400_000],
    ]);
    expect(globalThis.setTimeout).toBe(real);
  });

  it('fails instead of waiting for something other than a timer', async () => {
    const real = globalThis.setTimeout;
    await expect(makeVirtualTime().run(() => new Promise(() => {}))).rejects.toThrow(
      'something other than a timer',
    );
    expect(globalThis.setTimeout).toBe(real);
  });
});
