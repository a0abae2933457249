import { Logger } from '@aws-lambda-powertools/logger';
import * as z from 'zod';
import { WatcherError } from '../watch/errors.ts';

/** What is known about a log line, by name; never a payload, a secret or a URL. */
export type Facts = Record<string, string | number | boolean | readonly string[] | undefined>;

/** Structured lines, one JSON object each. */
export interface Log {
  info: (message: string, facts: Facts) => void;
  error: (message: string, facts: Facts) => void;
}

/** The log of a Lambda function; the service's name comes from POWERTOOLS_SERVICE_NAME. */
export function makeLog(): Log {
  const logger = new Logger();
  return {
    info: (message, facts) => logger.info(message, { ...facts }),
    error: (message, facts) => logger.error(message, { ...facts }),
  };
}

const Watched = z.object({ watch: z.object({ id: z.string() }) }).transform(({ watch }) => watch.id);
const OfWatch = z.union([
  Watched,
  z.object({ notification: Watched }).transform(({ notification }) => notification),
  z.object({ detail: z.object({ name: z.string() }) }).transform(({ detail }) => detail.name),
]);

/** The watch that an event is about: what joins the log lines of one watch over all functions. */
export const watchIdOf = (event: unknown): string | undefined => OfWatch.safeParse(event).data;

/** An error as facts: its name, its code, its sentence, and the sentences of its causes. */
export function factsOfError(error: unknown): Facts {
  if (!(error instanceof Error)) return { error_message: inWords(error) };
  return {
    error_name: error.name,
    error_message: cut(error.message),
    error_code: error instanceof WatcherError ? error.code : undefined,
    caused_by: causesOf(error),
    stack: error.stack && cut(error.stack),
  };
}

/** An error in one line. */
export const inWords = (error: unknown): string =>
  error instanceof Error ? cut(`${error.name}: ${error.message}`) : 'something that is no error was thrown';

/** A schema tells everything that is wrong with an event, and CloudWatch takes no line of more than 1 MiB. */
const longestWords = 8_192;
const cut = (text: string): string => text.slice(0, longestWords);

function causesOf({ cause }: Error): string[] {
  return cause instanceof Error ? [inWords(cause), ...causesOf(cause)] : [];
}
