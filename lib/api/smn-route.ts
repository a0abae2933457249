import type { Context, MiddlewareHandler } from 'hono';
import type * as z from 'zod';
import type { Accepted } from './answers.ts';
import { peerOf } from './peer.ts';
import type { ApiPorts } from './ports.ts';
import { type Problem, problem, problemAnswer } from './problem.ts';
import { makeRateLimit } from './rate-limit.ts';

/** The limit per address: 50 messages a second, as many as the deployed API accepts in total. */
const perMinute = 3_000;

/** The answer to an accepted message of SMN. */
export const smnAccepted: z.infer<typeof Accepted> = { status: 'accepted' };

/** Makes the answer to a refused message of SMN. It does not reveal the reason. */
export const smnProblem = (status: 400 | 403 | 404 | 413): Problem =>
  problem(status, status === 404 ? 'No topic of SMN is configured here.' : 'The message was refused.');

/**
 * Answers 503 to an address that sends too much. SMN sends again only after 5xx, so 429 would lose the
 * message (SMN FAQ, "Does SMN Ensure That Messages Are Received"). Each address has its own limit, so
 * strangers do not use up SMN's.
 */
export function slowDownSmn(now: () => number): MiddlewareHandler {
  const limit = makeRateLimit({ perMinute, now });
  return async (c, next) => {
    const waitSeconds = limit(peerOf(c.env));
    if (waitSeconds === 0) return next();
    const answer = problem(503, `Too many messages; send it again in ${waitSeconds} seconds.`);
    return problemAnswer(answer, { 'retry-after': String(waitSeconds) });
  };
}

/** Passes a message to its port, and the reason of a refusal to the log. */
export async function receiveSmnMessage(
  c: Context,
  { receiveSmnMessage: take, onTrouble }: ApiPorts,
): Promise<Response> {
  if (take === undefined) return problemAnswer(smnProblem(404));
  const taken = await take({ body: await c.req.text(), headers: c.req.header() });
  if (taken.kind === 'accepted') return Response.json(smnAccepted);
  onTrouble(`a message of SMN was refused: ${taken.why}`, undefined);
  return problemAnswer(smnProblem(taken.status));
}
