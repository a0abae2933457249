import { describe, expect, it } from 'vitest';
import { makeEngine } from '../../lib/desk/engine.ts';
import type { DeskEvent } from '../../lib/desk/events.ts';
import type { DeskSteps } from '../../lib/desk/steps.ts';
import { type Clock, makeClock } from '../../lib/watch/clock.ts';
import { watchId } from '../../lib/watch/watch-id.ts';
import { inShort, makeSteps, succeeding, waiting } from '../support/desk-steps.ts';
import { makeSkippingClock } from '../support/skipping-clock.ts';
import { aRequest } from '../support/watches.ts';

function engineWith(overrides: Partial<DeskSteps> = {}, clock: Clock = makeSkippingClock()) {
  const steps = makeSteps(overrides);
  const events: DeskEvent[] = [];
  const engine = makeEngine({ steps, clock, on: (event) => events.push(event) });
  return { ...engine, letters: steps.letters, events, told: () => events.map(inShort) };
}

const aWatch = (jobId = 'abcdefgh') => {
  const request = aRequest({ job_id: jobId });
  return { id: watchId({ ...request, region: 'eu-de' }), request };
};

describe('a watch', () => {
  it('looks until the end, tells it, and ends', async () => {
    const engine = engineWith({
      lookAtJob: async (input) => ((input.progress?.looks ?? 0) < 2 ? waiting(input) : succeeding(input)),
    });
    expect(await engine.watch(aWatch())).toBe('succeeded');
    await engine.settle(Number.POSITIVE_INFINITY);
    expect(engine.told().slice(0, 4)).toEqual([
      'look wait',
      'look wait',
      'look end',
      'notice sdrs.job.succeeded',
    ]);
    expect(engine.told()).toContain('end succeeded');
    expect(engine.told()).toContain('delivery hook delivered');
  });

  it('has the notice of its end in the event of its end', async () => {
    const engine = engineWith();
    await engine.watch(aWatch());
    const end = engine.events.find(({ event }) => event === 'end');
    expect(end).toMatchObject({
      jobId: 'abcdefgh',
      notice: { outcome: 'succeeded', job: { job_id: 'abcdefgh' } },
    });
  });

  it('that is repeated tells its end once', async () => {
    const engine = engineWith();
    expect(await engine.watch(aWatch())).toBe('succeeded');
    expect(await engine.watch(aWatch())).toBe('succeeded');
    expect(engine.told().filter((text) => text.startsWith('notice'))).toHaveLength(1);
  });

  it('that breaks is lost, and says so once', async () => {
    const engine = engineWith({
      lookAtJob: async () => {
        throw new TypeError('broken');
      },
    });
    expect(await engine.watch(aWatch())).toBe('lost');
    expect(engine.told().filter((text) => text.startsWith('notice'))).toEqual(['notice sdrs.watch.lost']);
  });
});

describe('fifty watches at once', () => {
  it('end each with its own job', async () => {
    const engine = engineWith({
      lookAtJob: async (input) => ((input.progress?.looks ?? 0) < 5 ? waiting(input) : succeeding(input)),
    });
    const jobIds = Array.from({ length: 50 }, (_, index) => `job-${String(index).padStart(4, '0')}`);
    const outcomes = await Promise.all(jobIds.map((jobId) => engine.watch(aWatch(jobId))));
    await engine.settle(Number.POSITIVE_INFINITY);
    expect(outcomes).toEqual(jobIds.map(() => 'succeeded'));
    const ends = engine.events.flatMap((event) =>
      event.event === 'end' ? [[event.jobId, event.notice?.job.job_id]] : [],
    );
    expect(ends.sort()).toEqual(jobIds.map((jobId) => [jobId, jobId]));
    expect(engine.told().filter((text) => text === 'delivery chat delivered')).toHaveLength(50);
    expect(engine.letters).toEqual([]);
  });
});

describe('an engine that is stopped', () => {
  const endless: DeskSteps['lookAtJob'] = async (input) => waiting(input, 3_600);

  it('ends its watches in the middle of a wait, with no outcome and no notice', async () => {
    const engine = engineWith({ lookAtJob: endless }, makeClock());
    const watches = [engine.watch(aWatch('job-0001')), engine.watch(aWatch('job-0002'))];
    setImmediate(() => setImmediate(engine.stop));
    expect(await Promise.all(watches)).toEqual([undefined, undefined]);
    expect(engine.told().every((text) => text === 'look wait')).toBe(true);
  });

  it('ends its watches in the middle of a look', async () => {
    const engine = engineWith({ lookAtJob: () => new Promise(() => {}) }, makeClock());
    const watch = engine.watch(aWatch());
    setImmediate(engine.stop);
    expect(await watch).toBeUndefined();
    expect(engine.told()).toEqual([]);
  });

  it('begins no watch any more', async () => {
    let looks = 0;
    const engine = engineWith({
      lookAtJob: async (input) => {
        looks += 1;
        return succeeding(input);
      },
    });
    engine.stop();
    expect(await engine.watch(aWatch())).toBeUndefined();
    expect(looks).toBe(0);
  });

  it('still delivers what was told before', async () => {
    const engine = engineWith();
    await engine.watch(aWatch());
    engine.stop();
    await engine.settle(Number.POSITIVE_INFINITY);
    expect(engine.told()).toContain('delivery chat delivered');
    expect(engine.letters).toEqual([]);
  });
});
