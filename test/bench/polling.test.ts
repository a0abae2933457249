import { describe, expect, it } from 'vitest';
import { pollingReport, scoreOf } from '../../bench/polling.ts';
import { schedules } from '../../bench/schedules.ts';

const schedule = (name: string) => schedules.find((candidate) => candidate.name === name)!;

/** Returns the times of the first polls of a job that never ends, in seconds, with the largest jitter. */
function pollTimes(name: string, count: number): number[] {
  const wait = schedule(name).start({ id: 'job', random: () => 1 });
  const times: number[] = [];
  for (let polls = 0, elapsed = wait(0, 0); polls < count; elapsed += wait(polls, elapsed)) {
    times.push(Number(elapsed.toFixed(3)));
    polls += 1;
  }
  return times;
}

describe('schedules', () => {
  it.each([
    ['Step Functions job-poller sample', [60, 120, 180]],
    ['aws/agent-toolkit-for-aws loop', [300, 360, 420]],
    ['@smithy/util-waiter 4.6', [0, 2, 6, 14, 30, 62, 126, 246, 366]],
    ['Lambda durable waitForCondition 2.4', [0, 5, 12.5, 23.75]],
    ['Google Workflows connectors', [1, 2.25, 3.813, 5.766]],
    ['google-gax 5', [0, 0.1, 0.23, 0.399]],
    ['@azure/core-lro 3', [0, 2, 4]],
    ['Terraform StateChangeConf', [0, 0.2, 0.6, 1.4, 3, 6.2, 12.6, 22.6]],
    ['gophertelekomcloud SDRS', [1, 7, 13]],
    ['Temporal, Airflow (every 60 s)', [0, 60, 120]],
  ])('%s polls at %j', (name, times) => {
    expect(pollTimes(name, times.length)).toEqual(times);
  });

  it.each(['prompt', 'balanced', 'thrifty'])('%s polls at once, and then with its jitter', (name) => {
    const [first, second = 0] = pollTimes(name, 2);
    expect(first).toBe(0);
    expect(second).toBeGreaterThanOrEqual(4);
    expect(second).toBeLessThanOrEqual(6);
  });
});

describe('a score', () => {
  it('counts the polls up to the first one after the end, and the delay from the end', () => {
    const score = scoreOf(schedule('Temporal, Airflow (every 60 s)'), [90, 100]);
    expect(score).toMatchObject({ polls: 3, givesUp: 0, p95DelaySeconds: 30 });
    expect(score.relativeDelay).toBeCloseTo((30 / 90 + 20 / 100) / 2);
  });

  it('counts the polls of a job that is given up, but no delay', () => {
    const score = scoreOf(schedule('gophertelekomcloud SDRS'), [10, 3_600]);
    expect(score).toMatchObject({ polls: (3 + 100) / 2, givesUp: 0.5, p95DelaySeconds: 8 });
  });

  it.each(['prompt', 'balanced', 'thrifty'])('does not give up the longest job of the mix: %s', (name) => {
    expect(scoreOf(schedule(name), [86_400]).givesUp).toBe(0);
  });
});

describe('the report', () => {
  it('has every schedule, and balanced as its baseline', () => {
    const rows = pollingReport(20).split('\n');
    for (const { name } of schedules) expect(rows.some((row) => row.startsWith(`| ${name} `))).toBe(true);
    expect(rows.find((row) => row.startsWith('| balanced '))).toMatch(/ 1× .* 1× /);
  });
});
