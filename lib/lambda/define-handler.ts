import type { Context } from 'aws-lambda';
import type * as z from 'zod';
import { cutToBytes } from '../job/cut-text.ts';
import { makeClock } from '../watch/ports/clock.ts';
import { type Reading, readInput } from '../watch/read-input.ts';
import { type Problem, problemLine, validateInput } from '../watch/validate-input.ts';
import { type Facts, factsOfError, type Log, makeInvocationLog, makeLog, watchIdOf } from './log.ts';

/** What Lambda provides to a function: environment, log, and the time in milliseconds since 1970. */
export interface Host {
  env: Record<string, string | undefined>;
  log: Log;
  now: () => number;
}

/** Defines a function: its input, its output, its dependencies and its work. */
export interface Definition<Input, Output, Answer, Ports> extends Reading<Input> {
  /** Parses the event. Its transforms turn an AWS event into the input of `run`. */
  input: z.ZodType<Input>;
  /** Checks the answer. Its transforms turn the output of `run` into what AWS expects. */
  output: z.ZodType<Answer, Output>;
  /**
   * Makes the ports from the environment. Runs at the first event, and again at the next one if it failed.
   */
  wire: (host: Host) => Ports | Promise<Ports>;
  run: (input: Input, ports: Ports) => Output | Promise<Output>;
  /** Summarizes the output for the log. */
  facts: (output: Output) => Facts;
}

type Invocation = Pick<Context, 'awsRequestId' | 'functionName'>;

/**
 * Makes a Lambda handler from a definition. Throws WrongInput or UnreadableState if the event does not match
 * the schema. Errors of `wire` and `run` keep their names, because the state machines retry by name. Long
 * messages and stacks are cut; the log has them in full.
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
    return { answer: checked(definition.output, output), facts: definition.facts(output) };
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

/**
 * Lambda sends message and stack to the state machine. Its Catch puts both into the state, as JSON inside
 * JSON.
 */
const maxMessageBytes = 400;
const maxStackBytes = 1_200;

function fitForState(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const message = cutToBytes(error.message, maxMessageBytes);
  const stack = cutToBytes(error.stack ?? '', maxStackBytes);
  if (message === error.message && stack === (error.stack ?? '')) return error;
  return Object.create(error, { message: { value: message }, stack: { value: stack } });
}

const lambdaHost = (): Host => ({ env: process.env, log: makeLog(), now: makeClock().now });

/** Calls `make` once and returns its result from then on. After a failure the next call tries again. */
function once<Made>(make: () => Made | Promise<Made>): () => Promise<Made> {
  let made: Promise<Made> | undefined;
  return () => {
    made ??= Promise.resolve()
      .then(make)
      .catch((error: unknown) => {
        made = undefined;
        throw error;
      });
    return made;
  };
}

function checked<Answer>(schema: z.ZodType<Answer>, output: unknown): Answer {
  const parsed = validateInput(schema, output);
  if (parsed.kind === 'right') return parsed.value;
  throw new Error(`The function's answer does not match its schema: ${sentences(parsed.problems)}`, {
    cause: parsed.cause,
  });
}

const sentences = (problems: readonly Problem[]): string => problems.map(problemLine).join('; ');
