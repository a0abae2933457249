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
import type { ListOptions, Watches } from '../watch/watches.ts';
import { Started, WatchPage } from './answers.ts';
import { Problem } from './problem.ts';

export interface WatchesOverHttpDeps {
  /** The URL of the API, with or without the path `/v1`. */
  url: string;
  key: Secret;
  send: SendHttp;
  clock: Clock;
  /** Ends the retries. The caller must also end the requests of `send`. */
  signal: AbortSignal;
}

type Answer = Extract<HttpAnswer, { kind: 'answer' }>;
type HttpCall = Pick<HttpRequest, 'method'> & {
  path: string;
  body?: unknown;
  /** Whether the request must not be repeated once the API may have handled it. */
  once?: boolean;
};
type Ask = (call: HttpCall) => Promise<Answer>;

/** Enough for a page of twenty watches with all their data. */
const limits = { connectTimeoutMs: 5_000, totalTimeoutMs: 35_000, maxBodyBytes: 4_194_304 };
/** Seconds between attempts while the API is busy or unreachable, unless it sends Retry-After. */
const waits = [1, 3, 9];
const longestWaitSeconds = 60;

/** Makes a client of this product's HTTP API. Each function throws WatchesUnavailable. */
export function makeWatchesOverHttp(deps: WatchesOverHttpDeps): Watches {
  const ask = makeAsk(deps);
  return {
    startWatch: async ({ request, again }) => {
      const body = { ...request, again };
      // The watch of an ended job takes a second. A repeated request would start one more watch, which
      // reports it again.
      const answer = await ask({ method: 'POST', path: '/v1/watches', body, once: again });
      if (answer.status === 400 || answer.status === 422) return { answer: 'refused', why: whyNot(answer) };
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

function queryOf({ status, since, page }: ListOptions): URLSearchParams {
  return new URLSearchParams({
    ...(status !== undefined && { status }),
    ...(since !== undefined && { since: new Date(since).toISOString() }),
    ...(page !== undefined && { page }),
  });
}

/** Makes a function that sends a request and retries it while the API is busy or unreachable. */
function makeAsk({ url, key, send, clock, signal }: WatchesOverHttpDeps): Ask {
  const ask = async (call: HttpCall, [wait, ...later]: readonly number[]): Promise<Answer> => {
    const answer = await send(requestOf(call));
    const mayRetry = call.once ? wasNotHandled(answer) : isBusy(answer);
    if (!mayRetry || wait === undefined || signal.aborted) return reached(answer);
    await clock.sleep(Math.min(named(answer) || wait, longestWaitSeconds), signal);
    return ask(call, later);
  };
  const named = (answer: HttpAnswer): number | undefined =>
    answer.kind === 'answer' ? retryAfterSeconds(answer.headers['retry-after'], clock.now()) : undefined;
  const requestOf = ({ method, path, body }: HttpCall): HttpRequest => ({
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
  return (call) => ask(call, waits);
}

const isBusy = (answer: HttpAnswer): boolean =>
  answer.kind === 'failure' || answer.status === 429 || answer.status >= 500;

/**
 * Returns whether the API did not handle the request. A gateway that stopped waiting answers 503 too, but
 * only the API sends Retry-After.
 */
const wasNotHandled = (answer: HttpAnswer): boolean =>
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

/** Returns the API's reasons for refusing a request. */
function whyNot({ status, body }: Answer): string {
  const { data } = Problem.safeParse(parseJson(body));
  if (data === undefined) return `The API does not take the request (${status}).`;
  const lines = [data.detail, ...(data.problems ?? []).map(({ path, message }) => `${path}: ${message}`)];
  return lines.map(shown).join('\n');
}

function unexpected(answer: Answer): WatchesUnavailable {
  const { data } = Problem.safeParse(parseJson(answer.body));
  const detail = data?.detail ?? 'expected an API of jobwatch there, found something else';
  return new WatchesUnavailable(`The API answered ${answer.status}: ${shown(detail)}`);
}

/** The text is untrusted: any server may have answered. */
const shown = (text: string): string => plainLine(text, 500);
