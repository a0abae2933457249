import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { problem, wrongRequest } from '../../lib/api/problem.ts';
import { makeWatchesOverHttp } from '../../lib/api/watches-over-http.ts';
import { WatchesUnavailable } from '../../lib/watch/errors.ts';
import { Secret } from '../../lib/watch/ports/secret.ts';
import type { HttpAnswer, HttpRequest } from '../../lib/watch/ports/send-http.ts';
import { makeSkippingClock } from '../support/skipping-clock.ts';
import { aRequest } from '../support/watches.ts';

const watch = { id: 'sdrs-1', status: 'running' as const, started_at: '2026-11-24T08:00:00.000Z' };
const answer = (status: number, body: unknown, headers: Record<string, string> = {}): HttpAnswer => ({
  kind: 'answer',
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const noConnection: HttpAnswer = { kind: 'failure', what: 'connect', message: 'nobody listens at a.example' };

/** Makes watches on an API that gives these answers in order, and repeats the last one. */
function api(...answers: [HttpAnswer, ...HttpAnswer[]]) {
  const asked: HttpRequest[] = [];
  const clock = makeSkippingClock();
  const began = clock.now();
  const watches = makeWatchesOverHttp({
    url: 'https://a.example/base/v1/',
    key: new Secret('a-key-of-the-tests'),
    send: async (request) => {
      asked.push(request);
      return answers[Math.min(asked.length, answers.length) - 1] ?? answers[0];
    },
    clock,
    signal: new AbortController().signal,
  });
  return { watches, asked, seconds: () => (clock.now() - began) / 1_000 };
}

describe('an API that is busy', () => {
  it.each<[string, HttpAnswer, number]>([
    ['429 with Retry-After', answer(429, problem(429, 'busy'), { 'retry-after': '7' }), 7],
    ['503 without Retry-After', answer(503, 'busy'), 1],
    ['with a Retry-After of an hour', answer(503, '', { 'retry-after': '3600' }), 60],
    ['nothing, without a connection', noConnection, 1],
  ])('is asked again if it answers %s', async (_, first, seconds) => {
    const { watches, asked, seconds: passed } = api(first, answer(200, watch));
    expect(await watches.getWatch('sdrs-1')).toEqual(watch);
    expect([asked.length, passed()]).toEqual([2, seconds]);
  });

  it.each<[string, HttpAnswer, string]>([
    ['that cannot be reached', noConnection, 'The API cannot be reached: nobody listens at a.example.'],
    [
      'that stays busy',
      answer(503, problem(503, 'Too many at once.')),
      'The API answered 503: Too many at once.',
    ],
  ])('is given up after four attempts: one %s', async (_, always, message) => {
    const { watches, asked } = api(always);
    await expect(watches.listWatches({})).rejects.toThrow(new WatchesUnavailable(message));
    expect(asked).toHaveLength(4);
  });
});

describe('a request for another run', () => {
  const begin = async (first: HttpAnswer) => {
    const { watches, asked } = api(first, answer(202, { answer: 'started', watch }));
    const began = await watches
      .startWatch({ request: aRequest(), again: true })
      .catch((error: unknown) => error);
    return { began, times: asked.length };
  };

  it.each<[string, HttpAnswer]>([
    ['the answer was lost', { kind: 'failure', what: 'timeout', message: 'no answer' }],
    ['the connection broke', { kind: 'failure', what: 'broken', message: 'broken off' }],
    ['a gateway lost it', answer(504, 'time-out')],
    ['a gateway answered 503', answer(503, 'out')],
  ])('is not repeated if the run may have begun: %s', async (_, first) => {
    expect(await begin(first)).toEqual({ began: expect.any(WatchesUnavailable), times: 1 });
  });

  it.each<[string, HttpAnswer]>([
    ['no connection', noConnection],
    ['too many requests', answer(429, problem(429, 'busy'))],
    ['the API itself was busy', answer(503, problem(503, 'busy'), { 'retry-after': '5' })],
  ])('is repeated if the run cannot have begun: %s', async (_, first) => {
    expect(await begin(first)).toMatchObject({ began: { answer: 'started' }, times: 2 });
  });
});

describe('a request to the API', () => {
  it('contains the key, and its parameters in path, query and body', async () => {
    const { watches, asked } = api(answer(202, { answer: 'started', watch }), answer(204, ''));
    await watches.startWatch({ request: aRequest(), again: true });
    await watches.stopWatch({ id: 'sdrs-1', reason: 'a & b' });
    expect(asked.map(({ method, url }) => `${method} ${url.reveal()}`)).toEqual([
      'POST https://a.example/base/v1/watches',
      'DELETE https://a.example/base/v1/watches/sdrs-1?reason=a+%26+b',
    ]);
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ ...aRequest(), again: true });
    expect(asked.every(({ headers }) => headers['authorization'] === 'Bearer a-key-of-the-tests')).toBe(true);
  });

  it('is not sent for an invalid id of a watch', async () => {
    const { watches, asked } = api(answer(500, ''));
    for (const id of ['', '.', '..', 'a/b', 'a?b', 'a b', '\uD800', 'x'.repeat(81)]) {
      expect(await watches.getWatch(id)).toBeUndefined();
      expect(await watches.stopWatch({ id, reason: 'x' })).toBe('unknown');
    }
    expect(asked).toEqual([]);
  });
});

describe('a response of the API', () => {
  it('is shown with all problems of the request', async () => {
    const wrong = wrongRequest('This is no request.', [{ path: ['job_id'], message: 'expected an id' }]);
    for (const [reply, why] of [
      [answer(400, wrong), 'This is no request.\njob_id: expected an id'],
      [answer(422, problem(422, 'No such account.')), 'No such account.'],
      [answer(422, '<html>'), 'The API does not take the request (422).'],
    ] as const) {
      const { watches } = api(reply);
      expect(await watches.startWatch({ request: aRequest(), again: false })).toEqual({
        answer: 'refused',
        why,
      });
    }
  });

  it.each([
    [204, 'stopped'],
    [409, 'ended'],
    [404, 'unknown'],
  ] as const)('to a stop with %i means %s', async (status, expected) => {
    const { watches } = api(answer(status, ''));
    expect(await watches.stopWatch({ id: 'sdrs-1', reason: 'x' })).toBe(expected);
  });

  it('with any content is read as a watch or a WatchesUnavailable error', async () => {
    onTestFinished(() => expect(Object.prototype).not.toHaveProperty('polluted'));
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 200, max: 599 }),
        fc.oneof(fc.json(), fc.string()),
        async (status, body) => {
          const { watches } = api(answer(status, body));
          const got = await watches.getWatch('sdrs-1').catch((error: unknown) => error);
          if (got !== undefined) expect(got).toBeInstanceOf(WatchesUnavailable);
        },
      ),
      { numRuns: 300 },
    );
  });
});
