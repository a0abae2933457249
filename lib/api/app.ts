import { type Context, Hono, type MiddlewareHandler, type Next } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { authenticate } from './authenticate.ts';
import { begunSeconds } from './handled-messages.ts';
import { makeOpenapi } from './openapi.ts';
import { peerOf } from './peer.ts';
import type { ApiPorts } from './ports.ts';
import { problem, problemAnswer, problemOfError } from './problem.ts';
import { makeRateLimit } from './rate-limit.ts';
import { receiveSmnMessage, slowDownSmn } from './smn-route.ts';
import { watchRoutes } from './watch-routes.ts';

const kibibyte = 1_024;
/** Enough for a hundred requests with labels and polling. */
const maxWatchBytes = 64 * kibibyte;
/** The longest message that SMN accepts (SMN user guide, "Publishing a Message"). */
const maxSmnBytes = 256 * kibibyte;

type RateLimit = ReturnType<typeof makeRateLimit>;

/** Makes the HTTP API. The same app runs behind API Gateway and on a local port. */
export function makeApi(ports: ApiPorts): Hono {
  const app = new Hono();
  const limit = makeRateLimit({ perMinute: ports.ratePerMinute, now: ports.now });
  const openapi = makeOpenapi();
  const watches = watchRoutes(ports);
  app.use(
    withSafeHeaders,
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => {
        const allow = methods.join(', ');
        return problemAnswer(problem(405, `${c.req.method} is not allowed here; expected ${allow}.`), {
          allow,
        });
      },
    }),
  );
  app.notFound(() => problemAnswer(problem(404, 'This path does not exist; see /openapi.json.')));
  app.onError((error) => {
    ports.onTrouble('a request could not be handled', error);
    const { answer, headers } = problemOfError(error);
    return problemAnswer(answer, headers);
  });
  app.get('/healthz', () => Response.json({ status: 'ok' }));
  app.get('/openapi.json', () => Response.json(openapi));
  app.use('/v1/watches/*', atMost(maxWatchBytes), forCallers(ports, limit));
  app.post('/v1/watches', watches.start);
  app.get('/v1/watches', watches.list);
  app.get('/v1/watches/:id', watches.get);
  app.delete('/v1/watches/:id', watches.stop);
  app.post('/v1/hooks/smn', slowDownSmn(ports.now), atMost(maxSmnBytes), (c) => receiveSmnMessage(c, ports));
  return app;
}

/** No response may be cached or content-sniffed. */
const withSafeHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  c.res.headers.set('cache-control', 'no-store');
  c.res.headers.set('x-content-type-options', 'nosniff');
};

const atMost = (maxSize: number): MiddlewareHandler =>
  bodyLimit({
    maxSize,
    onError: () =>
      problemAnswer(
        problem(413, `Expected a body of at most ${maxSize / kibibyte} KiB, found a longer one.`),
      ),
  });

/**
 * Admits known callers. Each caller has its own rate limit, and so has each address that sent no valid
 * credentials.
 */
const forCallers =
  (ports: ApiPorts, limit: RateLimit): MiddlewareHandler =>
  async (c, next) => {
    const body = new Uint8Array(await c.req.arrayBuffer());
    const [keys, signing] = await Promise.all([ports.keys(), ports.signing()]);
    const claim = { method: c.req.method, header: (name: string) => c.req.header(name), body };
    const caller = authenticate(claim, { keys, signing, now: ports.now() });
    const waitSeconds = limit(caller?.name ?? `peer ${peerOf(c.env)}`);
    if (waitSeconds > 0) return tooMany(waitSeconds);
    if (caller === undefined) return unknownCaller();
    return caller.messageId === undefined ? next() : handleOnce(caller.messageId, { c, next, ports });
  };

/**
 * Handles a signed request once. Only a request that succeeded as a whole is recorded, so a failed one may be
 * sent again. A repeated request gets 409, not 401: an honest sender that missed the first answer has nothing
 * to correct. While the first one is in progress, a second one gets 503.
 */
async function handleOnce(
  id: string,
  { c, next, ports: { messages, onTrouble } }: { c: Context; next: Next; ports: ApiPorts },
): Promise<Response | undefined> {
  const isFirst = await messages.reserve(id);
  if (await messages.wasHandled(id)) return handledBefore();
  if (!isFirst) return inProgress();
  await next();
  const isDone = c.res.ok && !c.res.headers.has('retry-after');
  await (isDone ? messages.remember(id) : messages.release(id)).catch((error: unknown) =>
    onTrouble('a signed request could not be remembered', error),
  );
  return undefined;
}

const inProgress = (): Response =>
  problemAnswer(
    problem(503, `A request with this webhook-id is in progress; try again in ${begunSeconds} seconds.`),
    { 'retry-after': String(begunSeconds) },
  );

const handledBefore = (): Response =>
  problemAnswer(problem(409, 'A request with this webhook-id was handled before; nothing was done again.'));

const tooMany = (waitSeconds: number): Response =>
  problemAnswer(problem(429, `Too many requests; try again in ${waitSeconds} seconds.`), {
    'retry-after': String(waitSeconds),
  });

/** Always the same, so that it reveals nothing about what was wrong. */
const unknownCaller = (): Response =>
  problemAnswer(problem(401, 'Expected a valid key (Authorization: Bearer …) or a signed request.'), {
    'www-authenticate': 'Bearer',
  });
