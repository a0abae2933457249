import { describe, expect, it } from 'vitest';
import { makeEngine } from '../../lib/local/engine.ts';
import type { LocalEvent } from '../../lib/local/events.ts';
import type { LocalSteps } from '../../lib/local/steps.ts';
import { type Clock, makeClock } from '../../lib/watch/ports/clock.ts';
import { watchId } from '../../lib/watch/watch-id.ts';
import { inShort, makeSteps, succeeding, waiting } from '../support/local-steps.ts';
import { makeSkippingClock } from '../support/skipping-clock.ts';
import { aRequest } from '../support/watches.ts';

function engineWith(overrides: Partial<LocalSteps> = {}, clock: Clock = makeSkippingClock()) {
  const steps = makeSteps(overrides);
  const events: LocalEvent[] = [];
  const engine = makeEngine({ steps, clock, on: (event) => events.push(event) });
  return { ...engine, deadLetters: steps.deadLetters, events, notified: () => events.map(inShort) };
}

const aWatch = (jobId = 'abcdefgh') => {
  const request = aRequest({ job_id: jobId });
  return { id: watchId({ ...request, region: 'eu-de' }), request };
};

describe('a watch', () => {
  it('polls until the job ends, announces the outcome, and ends', async () => {
    const engine = engineWith({
      pollJob: async (input) => ((input.progress?.polls ?? 0) < 2 ? waiting(input) : succeeding(input)),
    });
    expect(await engine.watch(aWatch())).toBe('succeeded');
    await engine.settle(Number.POSITIVE_INFINITY);
    expect(engine.notified().slice(0, 4)).toEqual([
      'poll wait',
      'poll wait',
      'poll end',
      'notification sdrs.job.succeeded',
    ]);
    expect(engine.notified()).toContain('end succeeded');
    expect(engine.notified()).toContain('delivery hook delivered');
  });

  it('has the notification of its end in the event of its end', async () => {
    const engine = engineWith();
    await engine.watch(aWatch());
    const end = engine.events.find(({ event }) => event === 'end');
    expect(end).toMatchObject({
      jobId: 'abcdefgh',
      notification: { outcome: 'succeeded', job: { job_id: 'abcdefgh' } },
    });
  });

  it('that is repeated announces its outcome once', async () => {
    const engine = engineWith();
    expect(await engine.watch(aWatch())).toBe('succeeded');
    expect(await engine.watch(aWatch())).toBe('succeeded');
    expect(engine.notified().filter((text) => text.startsWith('notification'))).toHaveLength(1);
  });

  it('that breaks is lost, and says so once', async () => {
    const engine = engineWith({
      pollJob: async () => {
        throw new TypeError('broken');
      },
    });
    expect(await engine.watch(aWatch())).toBe('lost');
    expect(engine.notified().filter((text) => text.startsWith('notification'))).toEqual([
      'notification sdrs.watch.lost',
    ]);
  });
});

describe('fifty watches at once', () => {
  it('end each with its own job', async () => {
    const engine = engineWith({
      pollJob: async (input) => ((input.progress?.polls ?? 0) < 5 ? waiting(input) : succeeding(input)),
    });
    const jobIds = Array.from({ length: 50 }, (_, index) => `job-${String(index).padStart(4, '0')}`);
    const outcomes = await Promise.all(jobIds.map((jobId) => engine.watch(aWatch(jobId))));
    await engine.settle(Number.POSITIVE_INFINITY);
    expect(outcomes).toEqual(jobIds.map(() => 'succeeded'));
    const ends = engine.events.flatMap((event) =>
      event.event === 'end' ? [[event.jobId, event.notification?.job.job_id]] : [],
    );
    expect(ends.sort()).toEqual(jobIds.map((jobId) => [jobId, jobId]));
    expect(engine.notified().filter((text) => text === 'delivery chat delivered')).toHaveLength(50);
    expect(engine.deadLetters).toEqual([]);
  });
});

describe('an engine that is stopped', () => {
  const endless: LocalSteps['pollJob'] = async (input) => waiting(input, 3_600);

  it('ends its watches in the middle of a wait, with no outcome and no notification', async () => {
    const engine = engineWith({ pollJob: endless }, makeClock());
    const watches = [engine.watch(aWatch('job-0001')), engine.watch(aWatch('job-0002'))];
    setImmediate(() => setImmediate(engine.stop));
    expect(await Promise.all(watches)).toEqual([undefined, undefined]);
    expect(engine.notified().every((text) => text === 'poll wait')).toBe(true);
  });

  it('ends its watches in the middle of a poll', async () => {
    const engine = engineWith({ pollJob: () => new Promise(() => {}) }, makeClock());
    const watch = engine.watch(aWatch());
    setImmediate(engine.stop);
    expect(await watch).toBeUndefined();
    expect(engine.notified()).toEqual([]);
  });

  it('begins no watch any more', async () => {
    let polls = 0;
    const engine = engineWith({
      pollJob: async (input) => {
        polls += 1;
        return succeeding(input);
      },
    });
    engine.stop();
    expect(await engine.watch(aWatch())).toBeUndefined();
    expect(polls).toBe(0);
  });

  it('still delivers what was announced before', async () => {
    const engine = engineWith();
    await engine.watch(aWatch());
    engine.stop();
    await engine.settle(Number.POSITIVE_INFINITY);
    expect(engine.notified()).toContain('delivery chat delivered');
    expect(engine.deadLetters).toEqual([]);
  });
});
