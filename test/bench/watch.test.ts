import { beforeAll, describe, expect, it } from 'vitest';
import { crowdReport } from '../../bench/watch.ts';
import { faultsOf, type WatchedCrowd, watchCrowd } from '../../bench/watched-crowd.ts';

describe('faults of a set of watches', () => {
  const jobs = [{ id: 'one', outcome: 'succeeded' as const }];
  const end = (id: string, outcome: string) => ({ outcome, job: { job_id: id } });

  it.each([
    ['no fault', [end('one', 'succeeded')], []],
    ['a lost job', [], ['one: expected succeeded, found no outcome']],
    ['another outcome', [end('one', 'failed')], ['one: expected succeeded, found failed']],
    [
      'two outcomes',
      [end('one', 'succeeded'), end('one', 'succeeded')],
      ['one: expected succeeded, found succeeded, succeeded'],
    ],
    [
      'an unknown job',
      [end('one', 'succeeded'), end('two', 'failed')],
      ['two: expected no outcome, the job was not requested'],
    ],
  ])('are reported: %s', (_, ends, faults) => {
    expect(faultsOf(jobs, ends)).toEqual(faults);
  });
});

/** Watches jobs that have ended before the first poll, so the test does not wait. */
describe('a few watches, run by the real command', () => {
  let crowd: WatchedCrowd;
  beforeAll(async () => {
    const stories = ['succeeds', 'fails-with-code', 'refuses'] as const;
    crowd = await watchCrowd({ jobs: 6, shortestSeconds: 0, longestSeconds: 0, stories: [...stories] }, []);
  }, 60_000);

  it('end at the first poll, as the cloud reports', () => {
    expect(crowd).toMatchObject({ jobs: 6, polls: 6, faults: [] });
    expect(crowd.delaysSeconds).toHaveLength(4);
  });

  it('report the resources of the process', () => {
    const { peakBytes, cpuSeconds, longestPauseMs, wallSeconds } = crowd;
    expect(peakBytes).toBeGreaterThan(2 ** 20);
    expect(Math.min(cpuSeconds, longestPauseMs, wallSeconds)).toBeGreaterThan(0);
  });

  it('are a row of the report, with their faults below', () => {
    const report = crowdReport(
      [crowd, { ...crowd, jobs: 7, faults: ['x: expected failed, found no outcome'] }],
      0,
    );
    expect(report).toMatch(/^\| 6 .* 0 \|$/m);
    expect(report).toMatch(/^\| 7 .* 1 \|$/m);
    expect(report).toContain('- of 7: x: expected failed, found no outcome');
  });
});
