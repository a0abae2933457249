import type { Context } from 'hono';
import { validateInput } from '../watch/validate-input.ts';
import { isWatchId } from '../watch/watch-id.ts';
import type { ApiPorts } from './ports.ts';
import { problem, problemAnswer, wrongRequest } from './problem.ts';
import { readJson } from './read-json.ts';
import { queryOf, readListOptions, StartQuery, StopQuery } from './requests.ts';
import { startOne, startSeveral } from './start-watches.ts';

type Handle = (c: Context) => Promise<Response>;

/** Makes the handlers of the routes for watches. */
export const watchRoutes = (ports: ApiPorts): { start: Handle; get: Handle; list: Handle; stop: Handle } => ({
  start: (c) => start(c, ports),
  get: async (c) => {
    const id = watchIdOf(c);
    const watch = id === undefined ? undefined : await ports.getWatch(id);
    if (watch === undefined) return noSuchWatch();
    ports.onResult?.({ did: 'show', id: watch.id, status: watch.status });
    return Response.json(watch);
  },
  list: (c) => list(c, ports),
  stop: (c) => stop(c, ports),
});

async function start(c: Context, ports: ApiPorts): Promise<Response> {
  const query = validateInput(StartQuery, queryOf(c.req.queries()));
  if (query.kind === 'wrong') return wrongQuery(query.problems);
  const read = readJson(await bodyOf(c), c.req.header('content-type'));
  if (read.kind === 'refused') return problemAnswer(problem(read.status, read.why));
  const how = { query: query.value, ports };
  return Array.isArray(read.value) ? startSeveral(read.value, how) : startOne(read.value, how);
}

async function list(c: Context, ports: ApiPorts): Promise<Response> {
  const question = readListOptions(queryOf(c.req.queries()), ports.now());
  if (question.kind === 'wrong') return wrongQuery(question.problems);
  const page = await ports.listWatches(question.value);
  if (page !== 'no_such_page') return Response.json(page);
  return wrongQuery([{ path: ['page'], message: 'expected `next` of a recent page' }]);
}

async function stop(c: Context, ports: ApiPorts): Promise<Response> {
  const reason = await reasonOf(c);
  if (reason.kind === 'answer') return reason.answer;
  const id = watchIdOf(c);
  if (id === undefined) return noSuchWatch();
  const answer = await ports.stopWatch({ id, reason: reason.text });
  if (answer !== 'unknown') ports.onResult?.({ did: 'stop', id, answer });
  switch (answer) {
    case 'stopped':
      return new Response(null, { status: 204 });
    case 'ended':
      return problemAnswer(problem(409, 'This watch has already ended.'));
    case 'unknown':
      return noSuchWatch();
  }
}

/** Reads the optional reason of a stop, from the query or the body. */
async function reasonOf(
  c: Context,
): Promise<{ kind: 'reason'; text: string } | { kind: 'answer'; answer: Response }> {
  const bytes = await bodyOf(c);
  const read =
    bytes.length === 0 ? { kind: 'json' as const, value: {} } : readJson(bytes, c.req.header('content-type'));
  if (read.kind === 'refused') {
    return { kind: 'answer', answer: problemAnswer(problem(read.status, read.why)) };
  }
  const [query, body] = [
    validateInput(StopQuery, queryOf(c.req.queries())),
    validateInput(StopQuery, read.value),
  ];
  if (query.kind === 'wrong') return { kind: 'answer', answer: wrongQuery(query.problems) };
  if (body.kind === 'wrong') {
    return {
      kind: 'answer',
      answer: problemAnswer(wrongRequest('This is not a reason to stop a watch.', body.problems)),
    };
  }
  const text = query.value.reason ?? body.value.reason ?? 'Stopped through the HTTP API.';
  return { kind: 'reason', text: text.toWellFormed() };
}

const bodyOf = async (c: Context): Promise<Uint8Array> => new Uint8Array(await c.req.arrayBuffer());

/** Returns the id in the path, or undefined if it is not valid. */
function watchIdOf(c: Context): string | undefined {
  const id = c.req.param('id') ?? '';
  return isWatchId(id) ? id : undefined;
}

const noSuchWatch = (): Response =>
  problemAnswer(problem(404, 'No watch has this id. Ended watches are kept for at most 90 days.'));

const wrongQuery = (problems: Parameters<typeof wrongRequest>[1]): Response =>
  problemAnswer(wrongRequest('The query of the URL is invalid.', problems));
