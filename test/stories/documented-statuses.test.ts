import { describe, expect, it } from 'vitest';
import { answerFaults } from '../../lib/simulator/answer-faults.ts';
import { jobFaults } from '../../lib/simulator/job-faults.ts';
import { loginFaults } from '../../lib/simulator/login-faults.ts';
import { drawStory } from './draw-story.ts';
import { violations } from './invariants.ts';
import { cloudRows } from './matrix-stories.ts';
import { runStory } from './run-story.ts';
import { brokenSteps, faultsOf, stepFaults, wayFaults } from './story.ts';

/** "Querying the Job Status", "Returned Values" of the SDRS API reference: all that are not normal. */
const documented: [status: number, reason: string][] = [
  [400, 'Bad Request'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'Not Found'],
  [405, 'Method Not Allowed'],
  [406, 'Not Acceptable'],
  [407, 'Proxy Authentication Required'],
  [408, 'Request Timeout'],
  [409, 'Conflict'],
  [500, 'Internal Server Error'],
  [501, 'Not Implemented'],
  [502, 'Bad Gateway'],
  [503, 'Service Unavailable'],
  [504, 'Gateway Timeout'],
];

describe('every status of the API document, and 429', () => {
  it.each([...documented, [429, 'Too Many Requests'] as const])(
    '%i %s is met by a watch for five minutes and to its deadline, and every promise is kept',
    async (status) => {
      const row = cloudRows.find(({ name }) => name === `status-${status}`);
      const played = await Promise.all(
        (row?.stories ?? []).map(async (story) => ({ story, observed: await runStory(story) })),
      );
      expect(played).toHaveLength(2);
      for (const { story, observed } of played) {
        expect(violations(observed, story)).toEqual([]);
        const problems = observed.events.flatMap((event) =>
          event.event === 'look' ? [event.looked.progress.trouble?.message] : [],
        );
        expect(problems.join()).toContain(`answered ${status}`);
      }
    },
  );
});

describe('a thousand drawn stories', () => {
  it('have every fault that there is in them', () => {
    const drawn = new Set(Array.from({ length: 1_000 }, (_, seed) => faultsOf(drawStory(seed + 1))).flat());
    const all = [
      ...[...jobFaults, ...wayFaults].map((fault) => `cloud ${fault}`),
      ...loginFaults.map((fault) => `login ${fault}`),
      ...[...answerFaults, ...wayFaults].map((fault) => `destination ${fault}`),
      ...brokenSteps.flatMap((step) => stepFaults.map((fault) => `${step} ${fault}`)),
    ];
    expect(all.filter((fault) => !drawn.has(fault))).toEqual([]);
  });
});
