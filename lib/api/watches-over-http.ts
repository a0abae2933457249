import type * as z from 'zod';
import { parseJson } from '../job/json-value.ts';
import { plainLine } from '../job/plain-text.ts';
import { retryAfterSeconds } from '../job/retry-after.ts';
import { WatchesUnavailable } from '../watch/errors.ts';
import type { Clock } from '../watch/ports/clock.ts';
import { Secret } from '../watch/ports/secret.ts';
import type { HttpAnswer, HttpRequest, SendHttp } from '../watch/ports/send-http.ts';
import { isWatchId } from '../watch/watch-id.ts';
import { WatchView } from '../watch/watch-view.ts';
import type { ListQuestion, Watches } from '../watch/watches.ts';
import { Started, WatchPage } from './answers.ts';
import { Problem } from './problem.ts';

export interface WatchesOverHttpDeps {
  /** Where the API is, with or without the path `/v1`. */
  url: string;
  key: Secret;
  send: SendHttp;
  clock: Clock;
  /** Ends the tries; it has to end the requests of `send` too. */
  signal: AbortSignal;
}

type Answer = Extract<HttpAnswer, { kind: 'answer' }>;
type Asked = Pick<HttpRequest, 'method'> & {
  path: string;
  body?: unknown;
  /** What is asked for twice is done twice. */
  once?: boolean;
};
type Ask = (asked: Asked) => Promise<Answer>;

/** A page holds twenty watches with everything that is known of them. */
const limits = { connectTimeoutMs: 5_000, totalTimeoutMs: 35_000, maxBodyBytes: 4_194_304 };
/** Seconds between tries while the API is busy or cannot be reached, where it names none itself. */
const waits = [1, 3, 9];
const longestWaitSeconds = 60;

/** The watches behind an HTTP API of this product. Each function throws WatchesUnavailable. */
export function makeWatchesOverHttp(deps: WatchesOverHttpDeps): Watches {
  const ask = makeAsk(deps);
  return {
    startWatch: async ({ request, again }) => {
      const body = { ...request, again };
      // A job that has ended is watched within a second: asked for again, one more watch begins and tells its
      // end again.
      const answer = await ask({ method: 'POST', path: '/v1/watches', body, once: again });
      if (answer.status === 400 || answer.status === 422) return { answer: 'none', why: whyNot(answer) };
      return expected(answer, Started);
    },
    getWatch: async (id) => {
      if (!isWatchId(id)) return undefined;
      const answer = await ask({ method: 'GET', path: watchPath(id) });
      return answer.status === 404 ? undefined : expected(answer, WatchView);
    },
    listWatches: async (question) => {
      const answer = await ask({ method: 'GET', path: `/v1/watches?${queryOf(question)}` });
      return answer.status === 400 && question.page !== undefined
        ? 'no_such_page'
        : expected(answer, WatchPage);
    },
    stopWatch: async ({ id, reason }) => {
      if (!isWatchId(id)) return 'unknown';
      const path = `${watchPath(id)}?${new URLSearchParams({ reason })}`;
      const answer = await ask({ method: 'DELETE', path });
      if (answer.status === 404) return 'unknown';
      if (answer.status === 409) return 'ended';
      if (answer.status === 204) return 'stopped';
      throw unexpected(answer);
    },
  };
}

const watchPath = (id: string): string => `/v1/watches/${id}`;

function queryOf({ status, since, page }: ListQuestion): URLSearchParams {
  return new URLSearchParams({
    ...(status !== undefined && { status }),
    ...(since !== undefined && { since: new Date(since).toISOString() }),
    ...(page !== undefined && { page }),
  });
}

/** Asks once, and again while the API is busy or not to be reached. */
function makeAsk({ url, key, send, clock, signal }: WatchesOverHttpDeps): Ask {
  const ask = async (asked: Asked, [wait, ...later]: readonly number[]): Promise<Answer> => {
    const answer = await send(requestOf(asked));
    const mayAskAgain = asked.once ? wasNotTaken(answer) : isBusy(answer);
    if (!mayAskAgain || wait === undefined || signal.aborted) return reached(answer);
    await clock.sleep(Math.min(named(answer) || wait, longestWaitSeconds), signal);
    return ask(asked, later);
  };
  const named = (answer: HttpAnswer): number | undefined =>
    answer.kind === 'answer' ? retryAfterSeconds(answer.headers['retry-after'], clock.now()) : undefined;
  const requestOf = ({ method, path, body }: Asked): HttpRequest => ({
    method,
    url: new Secret(`${url.replace(/(?<!\/)\/+$/, '').replace(/\/v1$/, '')}${path}`),
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${key.reveal()}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...limits,
  });
  return (asked) => ask(asked, waits);
}

const isBusy = (answer: HttpAnswer): boolean =>
  answer.kind === 'failure' || answer.status === 429 || answer.status >= 500;

/**
 * Whether nothing came of a request. A gateway that gave up waiting says 503 too, and the API alone says when
 * to come back.
 */
const wasNotTaken = (answer: HttpAnswer): boolean =>
  answer.kind === 'failure'
    ? answer.what === 'connect'
    : answer.status === 429 || (answer.status === 503 && 'retry-after' in answer.headers);

function reached(answer: HttpAnswer): Answer {
  if (answer.kind === 'failure')
    throw new WatchesUnavailable(`The API cannot be reached: ${answer.message}.`);
  if (answer.status === 401) {
    throw new WatchesUnavailable('The API does not take the key (401): expected one of its api.keys.');
  }
  return answer;
}

function expected<Value>(answer: Answer, schema: z.ZodType<Value>): Value {
  const parsed = schema.safeParse(parseJson(answer.body));
  if (answer.status >= 300 || !parsed.success) throw unexpected(answer);
  return parsed.data;
}

/** What the API said about a request that it does not take, with everything that is wrong in it. */
function whyNot({ status, body }: Answer): string {
  const { data } = Problem.safeParse(parseJson(body));
  if (data === undefined) return `The API does not take the request (${status}).`;
  const said = [data.detail, ...(data.problems ?? []).map(({ path, message }) => `${path}: ${message}`)];
  return said.map(shown).join('\n');
}

function unexpected(answer: Answer): WatchesUnavailable {
  const { data } = Problem.safeParse(parseJson(answer.body));
  const said = data?.detail ?? 'expected an API of jobwatch there, found something else';
  return new WatchesUnavailable(`The API answered ${answer.status}: ${shown(said)}`);
}

/** Whatever answers there may say anything. */
const shown = (text: string): string => plainLine(text, 500);
