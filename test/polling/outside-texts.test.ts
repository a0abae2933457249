import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonBytes } from '../../lib/job/cut-text.ts';
import { type Poll, pollProblemKinds } from '../../lib/job/poll.ts';
import { Progress } from '../../lib/polling/progress.ts';
import { meeting, seeing } from '../support/polls.ts';
import { hostileText } from '../support/texts.ts';
import { follow } from './following.ts';

describe('outside texts', () => {
  it('are cut: 64 bytes of a status and a time, 128 of a job type, 300 of a message', () => {
    const x = 'x'.repeat(10_000);
    const cut = (bytes: number) => `${'x'.repeat(bytes - 9)}… (cut)`;
    const { progress } = follow([
      [0, seeing({ status: x, job_type: x, begin_time: x })],
      [1, meeting('network', { message: x })],
    ]);
    expect(progress).toMatchObject({
      first_status: cut(64),
      last_status: cut(64),
      job_type: cut(128),
      begin_time: cut(64),
      trouble: { message: cut(300) },
      notified: [`unknown_status ${cut(64)}`],
    });
  });

  const hostile = hostileText(400);
  const anyPoll: fc.Arbitrary<Poll> = fc.oneof(
    {
      arbitrary: fc.record({ status: hostile, job_type: hostile, begin_time: hostile }).map(seeing),
      weight: 5,
    },
    fc
      .tuple(fc.constantFrom(...pollProblemKinds), hostile)
      .map(([kind, message]) => meeting(kind, { message })),
  );

  it('leave progress small, and of its own kind after JSON, whatever they are', () => {
    const manyPolls = fc.array(fc.tuple(fc.nat(86_399), anyPoll), { minLength: 25, maxLength: 40 });
    fc.assert(
      fc.property(manyPolls, (polls) => {
        const { progress } = follow(polls.toSorted(([a], [b]) => a - b));
        expect(jsonBytes(progress)).toBeLessThanOrEqual(4_096);
        const json: unknown = JSON.parse(JSON.stringify(progress));
        expect(Progress.parse(json)).toStrictEqual(json);
      }),
    );
  });
});
