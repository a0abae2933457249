import { validateInput } from '../watch/validate-input.ts';
import type { Started, StartedOfSeveral } from './answers.ts';
import type { ApiPorts } from './ports.ts';
import {
  busySeconds,
  type Problem,
  problem,
  problemAnswer,
  problemOfError,
  wrongRequest,
} from './problem.ts';
import { readStartRequest, Several, type StartQuery } from './requests.ts';

type StartPorts = Pick<ApiPorts, 'startWatch' | 'onResult' | 'onTrouble'>;

const notARequest = 'This is not a watch request.';
/** The number of concurrent starts. More would exceed the rates of Step Functions. */
const atATime = 10;

/** Starts one watch. Throws the errors of the port. */
export async function startOne(
  entry: unknown,
  { query, ports }: { query: StartQuery; ports: StartPorts },
): Promise<Response> {
  const done = await startEntry(entry, query, ports);
  if (done.kind === 'problem') return problemAnswer(done.problem);
  const { started } = done;
  return Response.json(started, {
    status: statusOf(started),
    headers: { location: `/v1/watches/${started.watch.id}` },
  });
}

/**
 * Starts the watches of a list. Answers 202 if at least one started, else 200. Each entry has its own status,
 * and a failed entry does not stop the others. Retry-After means that some entries should be sent again.
 */
export async function startSeveral(
  entries: readonly unknown[],
  { query, ports }: { query: StartQuery; ports: StartPorts },
): Promise<Response> {
  const parsed = validateInput(Several, entries);
  if (parsed.kind === 'wrong') {
    return problemAnswer(wrongRequest('This is not a list of watch requests.', parsed.problems));
  }
  const watches: StartedOfSeveral[] = [];
  for (let first = 0; first < entries.length; first += atATime) {
    const part = entries.slice(first, first + atATime);
    watches.push(...(await Promise.all(part.map((entry) => startOfSeveral(entry, query, ports)))));
  }
  const again = watches.some(({ status }) => status >= 500);
  return Response.json(
    { watches },
    {
      status: watches.some(({ status }) => status === 202) ? 202 : 200,
      headers: again ? { 'retry-after': String(busySeconds) } : {},
    },
  );
}

async function startOfSeveral(
  entry: unknown,
  query: StartQuery,
  ports: StartPorts,
): Promise<StartedOfSeveral> {
  try {
    const done = await startEntry(entry, query, ports);
    if (done.kind === 'started') return { status: statusOf(done.started), ...done.started };
    return { status: done.status, problem: done.problem };
  } catch (error) {
    ports.onTrouble('a watch of a list could not be started', error);
    const { answer } = problemOfError(error);
    return { status: answer.status === 503 ? 503 : 500, problem: answer };
  }
}

type Done = { kind: 'started'; started: Started } | { kind: 'problem'; status: 400 | 422; problem: Problem };

async function startEntry(
  entry: unknown,
  query: StartQuery,
  { startWatch, onResult }: StartPorts,
): Promise<Done> {
  const read = readStartRequest(entry, query);
  if (read.kind === 'wrong') {
    return { kind: 'problem', status: 400, problem: wrongRequest(notARequest, read.problems) };
  }
  const { request } = read.value;
  const answer = await startWatch(read.value).catch((error: unknown) => {
    onResult?.({ did: 'start', request, error });
    throw error;
  });
  onResult?.({ did: 'start', request, ...answer });
  if (answer.answer === 'refused') return { kind: 'problem', status: 422, problem: problem(422, answer.why) };
  return { kind: 'started', started: answer };
}

const statusOf = ({ answer }: Started): 200 | 202 => (answer === 'started' ? 202 : 200);
