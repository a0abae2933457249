import type { Context } from 'aws-lambda';
import type * as z from 'zod';
import { cutText } from '../job/cut-text.ts';
import { makeClock } from '../watch/clock.ts';
import { type Problem, parseInWords, problemLine } from '../watch/parse-in-words.ts';
import { type Reading, readInput } from '../watch/read-input.ts';
import { type Facts, factsOfError, type Log, makeInvocationLog, makeLog, watchIdOf } from './log.ts';

/** What a function finds around it: its environment, its log and the time in milliseconds. */
export interface Host {
  env: Record<string, string | undefined>;
  log: Log;
  now: () => number;
}

/** A function of the watcher in one sentence: what it takes, what it answers, what it needs, what it does. */
export interface Definition<Input, Output, Answer, Ports> extends Reading<Input> {
  /** What the caller promises to send; its transforms turn an event of AWS into what `run` takes. */
  input: z.ZodType<Input>;
  /** What the caller may rely on; its transforms turn what `run` found into what AWS takes. */
  output: z.ZodType<Answer, Output>;
  /** Environment → clients → ports. Runs at the first event, and again at the next one if it failed. */
  wire: (host: Host) => Ports | Promise<Ports>;
  run: (input: Input, ports: Ports) => Output | Promise<Output>;
  /** The answer in a few facts for the log. */
  facts: (output: Output) => Facts;
}

type Invocation = Pick<Context, 'awsRequestId' | 'functionName'>;

/**
 * Makes a Lambda handler of a definition. Throws WrongInput or UnreadableState when the event is not what was promised, and
 * whatever wiring and `run` throw, by its name, because the machines and the queue act on that; what is long in it is in the log alone.
 */
export function defineHandler<Input, Output, Answer, Ports>(
  definition: Definition<Input, Output, Answer, Ports>,
  host: Host = lambdaHost(),
): (event: unknown, context: Invocation) => Promise<Answer> {
  const { log, during } = makeInvocationLog(host.log);
  const ports = once(() => definition.wire({ ...host, log }));
  const answer = async (event: unknown): Promise<{ answer: Answer; facts: Facts }> => {
    const input = readInput(definition, event);
    const output = await definition.run(input, await ports());
    return { answer: promised(definition.output, output), facts: definition.facts(output) };
  };
  const handle = async (event: unknown): Promise<Answer> => {
    const started = host.now();
    log.info('started', {});
    try {
      const done = await answer(event);
      log.info('done', { ...done.facts, duration_ms: host.now() - started });
      return done.answer;
    } catch (error) {
      log.error('failed', { ...factsOfError(error), duration_ms: host.now() - started });
      throw fitForState(error);
    }
  };
  return (event, { awsRequestId, functionName }) => {
    const about = { correlation_id: watchIdOf(event), function: functionName, request_id: awsRequestId };
    return during(about, () => handle(event));
  };
}

/** Lambda tells message and trace of an error to the machine, whose Catch puts both into its state: JSON in JSON. */
const mostMessageBytes = 400;
const mostTraceBytes = 1_200;

function fitForState(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const message = cutText(error.message, mostMessageBytes);
  const stack = cutText(error.stack ?? '', mostTraceBytes);
  if (message === error.message && stack === (error.stack ?? '')) return error;
  return Object.create(error, { message: { value: message }, stack: { value: stack } });
}

const lambdaHost = (): Host => ({ env: process.env, log: makeLog(), now: makeClock().now });

/** Makes something at the first call and keeps it; what failed is forgotten, so that the next event tries again. */
function once<Made>(make: () => Made | Promise<Made>): () => Promise<Made> {
  let kept: Promise<Made> | undefined;
  return () => {
    kept ??= Promise.resolve()
      .then(make)
      .catch((error: unknown) => {
        kept = undefined;
        throw error;
      });
    return kept;
  };
}

function promised<Answer>(schema: z.ZodType<Answer>, output: unknown): Answer {
  const parsed = parseInWords(schema, output);
  if (parsed.kind === 'right') return parsed.value;
  throw new Error(`The answer is not what this function promises: ${sentences(parsed.problems)}`, {
    cause: parsed.cause,
  });
}

const sentences = (problems: readonly Problem[]): string => problems.map(problemLine).join('; ');
