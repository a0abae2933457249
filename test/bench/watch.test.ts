import { beforeAll, describe, expect, it } from 'vitest';
import { crowdReport } from '../../bench/watch.ts';
import { faultsOf, type WatchedCrowd, watchCrowd } from '../../bench/watched-crowd.ts';

describe('faults of a crowd', () => {
  const jobs = [{ id: 'one', outcome: 'succeeded' as const }];
  const end = (id: string, outcome: string) => ({ outcome, job: { job_id: id } });

  it.each([
    ['no fault', [end('one', 'succeeded')], []],
    ['a lost job', [], ['one: expected succeeded, found no outcome']],
    ['another outcome', [end('one', 'failed')], ['one: expected succeeded, found failed']],
    [
      'two ends',
      [end('one', 'succeeded'), end('one', 'succeeded')],
      ['one: expected succeeded, found succeeded, succeeded'],
    ],
    [
      'a stranger',
      [end('one', 'succeeded'), end('two', 'failed')],
      ['two: expected no outcome, the job was not requested'],
    ],
  ])('are told: %s', (_, ends, faults) => {
    expect(faultsOf(jobs, ends)).toEqual(faults);
  });
});

/** Jobs that have ended before the first poll, so that nothing is waited for. */
describe('a small crowd, watched by the real command', () => {
  let crowd: WatchedCrowd;
  beforeAll(async () => {
    const stories = ['succeeds', 'fails-with-code', 'refuses'] as const;
    crowd = await watchCrowd({ jobs: 6, shortestSeconds: 0, longestSeconds: 0, stories: [...stories] }, []);
  }, 60_000);

  it('ends as the cloud knows, each job at its first poll', () => {
    expect(crowd).toMatchObject({ jobs: 6, polls: 6, faults: [] });
    expect(crowd.delaysSeconds).toHaveLength(4);
  });

  it('tells what the process took', () => {
    const { peakBytes, cpuSeconds, longestPauseMs, wallSeconds } = crowd;
    expect(peakBytes).toBeGreaterThan(2 ** 20);
    expect(Math.min(cpuSeconds, longestPauseMs, wallSeconds)).toBeGreaterThan(0);
  });

  it('is a row of the report, with its faults below', () => {
    const report = crowdReport(
      [crowd, { ...crowd, jobs: 7, faults: ['x: expected failed, found no outcome'] }],
      0,
    );
    expect(report).toMatch(/^\| 6 .* 0 \|$/m);
    expect(report).toMatch(/^\| 7 .* 1 \|$/m);
    expect(report).toContain('- of 7: x: expected failed, found no outcome');
  });
});
