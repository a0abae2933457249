import { describe, expect, it } from 'vitest';
import { maxRuns, watchId } from '../../lib/watch/watch-id.ts';
import type { WatchView } from '../../lib/watch/watch-view.ts';
import { makeStartOrFindWatch } from '../../lib/watch/watches.ts';
import { anAccount, aRequest, projectId } from '../support/watches.ts';

const request = aRequest();
const job = { ...request, region: 'eu-de' };
const view = (run: number, status: WatchView['status']): WatchView => ({
  id: watchId(job, run),
  status,
  started_at: '2026-11-24T08:00:00.000Z',
});

describe('the ids of runs', () => {
  it('are the same for the first run as without one', () => {
    expect(watchId(job, 1)).toBe(watchId(job));
  });

  it('are all different, and fit the name of an execution', () => {
    const ids = Array.from({ length: maxRuns }, (_, index) => watchId(job, index + 1));
    expect(new Set(ids).size).toBe(maxRuns);
    for (const id of ids) expect(id).toMatch(/^sdrs-[A-Za-z0-9_-]{1,75}$/);
  });
});

describe('asking for a watch', () => {
  const answerTo = (statuses: WatchView['status'][], again: boolean, asked = request) => {
    const views = statuses.map((status, index) => view(index + 1, status));
    return makeStartOrFindWatch({
      accounts: [anAccount()],
      getWatch: async (id) => views.find((one) => one.id === id),
      start: async ({ id }) => ({ ...view(1, 'running'), id }),
      now: () => 0,
    })({ request: asked, again });
  };
  const all = (status: WatchView['status']) => Array<WatchView['status']>(maxRuns).fill(status);

  it.each<[WatchView['status'][], boolean, string, number]>([
    [[], false, 'started', 1],
    [[], true, 'started', 1],
    [['running'], false, 'running', 1],
    [['running'], true, 'running', 1],
    [['failed'], false, 'ended', 1],
    [['failed'], true, 'started', 2],
    [['failed', 'running'], false, 'running', 2],
    [['failed', 'running'], true, 'running', 2],
    [['lost', 'stopped'], false, 'ended', 2],
    [['lost', 'stopped'], true, 'started', 3],
    [all('failed'), false, 'ended', maxRuns],
  ])('after %j, again %s: %s, run %i', async (statuses, again, ...[answer, run]) => {
    expect(await answerTo(statuses, again)).toMatchObject({ answer, watch: { id: watchId(job, run) } });
  });

  it('has an end: no run after the twentieth', async () => {
    expect(await answerTo(all('failed'), true)).toMatchObject({
      answer: 'refused',
      why: expect.stringContaining('watched 20 times'),
    });
  });

  it('for a project that no account has is none, and says which project that is', async () => {
    const answer = await answerTo([], false, aRequest({ project_id: `${projectId}0` }));
    expect(answer).toEqual({ answer: 'refused', why: expect.stringContaining(`${projectId}0`) });
  });

  it.each([
    ['runs', view(1, 'running'), view(1, 'running')],
    ['has ended meanwhile', view(1, 'failed'), view(1, 'failed')],
    [
      'cannot be seen yet',
      undefined,
      { id: watchId(job), request, status: 'running', started_at: '1970-01-01T00:00:00.000Z' },
    ],
  ] as const)(
    'that somebody else started a moment ago finds that watch, which %s',
    async (...[, seen, watch]) => {
      const seenInTurn = [undefined, seen];
      const startAsked = makeStartOrFindWatch({
        accounts: [anAccount()],
        getWatch: async () => seenInTurn.shift(),
        start: async () => undefined,
        now: () => 0,
      });
      const answer = watch.status === 'running' ? 'running' : 'ended';
      expect(await startAsked({ request, again: false })).toEqual({ answer, watch });
    },
  );
});
