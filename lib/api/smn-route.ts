import type { Context, MiddlewareHandler } from 'hono';
import type * as z from 'zod';
import type { Accepted } from './answers.ts';
import { peerOf } from './peer.ts';
import type { ApiPorts } from './ports.ts';
import { type Problem, problem, problemAnswer } from './problem.ts';
import { makeRateLimit } from './rate-limit.ts';

/** As many messages of one address as the deployed API takes of all together: 50 a second. */
const perMinute = 3_000;

/** That a message of SMN is taken. */
export const smnAccepted: z.infer<typeof Accepted> = { status: 'accepted' };

/** That a message of SMN is not taken, in words of which a stranger learns nothing. */
export const smnProblem = (status: 400 | 403 | 404 | 413): Problem =>
  problem(status, status === 404 ? 'No topic of SMN is configured here.' : 'The message was refused.');

/**
 * Asks an address that sends too much to send again. SMN does that after 5xx alone, so that 429 would lose
 * the message (SMN FAQ, "Does SMN Ensure That Messages Are Received"); strangers have no part in its rate.
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

/** Gives a message to its port, and the reason of a refusal to the log. */
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
