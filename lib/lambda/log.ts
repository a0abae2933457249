import { AsyncLocalStorage } from 'node:async_hooks';
import { Logger } from '@aws-lambda-powertools/logger';
import * as z from 'zod';
import { WatcherError } from '../watch/errors.ts';

/** The facts of a log line, by name. They never contain a payload, a secret or a URL. */
export type Facts = Record<string, string | number | boolean | readonly string[] | undefined>;

/** Writes structured log lines, one JSON object each. */
export interface Log {
  info: (message: string, facts: Facts) => void;
  error: (message: string, facts: Facts) => void;
}

/** Makes the log of a Lambda function. The service's name comes from POWERTOOLS_SERVICE_NAME. */
export function makeLog(): Log {
  const logger = new Logger();
  return {
    info: (message, facts) => logger.info(message, { ...facts }),
    error: (message, facts) => logger.error(message, { ...facts }),
  };
}

/**
 * Makes a log that adds the facts of the current invocation to every line: the invocation's id and the watch
 * that its event is about. A function is wired once and serves many invocations, so its parts cannot know
 * these facts.
 */
export function makeInvocationLog(to: Log): {
  log: Log;
  during: <Result>(about: Facts, run: () => Result) => Result;
} {
  const invocation = new AsyncLocalStorage<Facts>();
  const whole = (facts: Facts): Facts => ({ ...invocation.getStore(), ...facts });
  return {
    log: {
      info: (message, facts) => to.info(message, whole(facts)),
      error: (message, facts) => to.error(message, whole(facts)),
    },
    during: (about, run) => invocation.run(about, run),
  };
}

const Watched = z.object({ watch: z.object({ id: z.string() }) }).transform(({ watch }) => watch.id);
const OfWatch = z.union([
  Watched,
  z.object({ notification: Watched }).transform(({ notification }) => notification),
  z.object({ detail: z.object({ name: z.string() }) }).transform(({ detail }) => detail.name),
]);

/**
 * Returns the id of the watch that an event is about. It joins the log lines of one watch over all functions.
 */
export const watchIdOf = (event: unknown): string | undefined => OfWatch.safeParse(event).data;

/** Returns the facts of an error: name, code, message, stack, and the messages of its causes. */
export function factsOfError(error: unknown): Facts {
  if (!(error instanceof Error)) return { error_message: errorLine(error) };
  return {
    error_name: error.name,
    error_message: cut(error.message),
    error_code: error instanceof WatcherError ? error.code : undefined,
    caused_by: causesOf(error),
    stack: error.stack && cut(error.stack),
  };
}

/** Returns the name and the message of an error in one line. */
export const errorLine = (error: unknown): string =>
  error instanceof Error ? cut(`${error.name}: ${error.message}`) : 'the thrown value is not an error';

/** A schema reports everything that is wrong with an event, and CloudWatch accepts lines of at most 1 MiB. */
const maxLength = 8_192;
const cut = (text: string): string => text.slice(0, maxLength);

function causesOf({ cause }: Error): string[] {
  return cause instanceof Error ? [errorLine(cause), ...causesOf(cause)] : [];
}
