import * as z from 'zod';
import { readErrorBody } from '../../job/error-body.ts';
import { parseBoundedJson } from '../../job/json-value.ts';
import { plainLine } from '../../job/plain-text.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

const Answer = z.looseObject({ job_id: z.string() });

/** Returns the given ids; `-` stands for those on standard input. Throws UsageError. */
export async function readJobIds(
  jobs: readonly string[],
  { readInput }: Pick<Terminal, 'readInput'>,
): Promise<string[]> {
  const lists = await Promise.all(
    jobs.map(async (job) => (job === '-' ? jobIdsOfInput(await readInput()) : [job])),
  );
  return lists.flat();
}

/**
 * Reads job ids from API answers on standard input: one JSON value (`{"job_id": "…"}` or a list of them), or
 * one JSON value per line. Throws UsageError for anything else; for an error body it has the API's code and
 * message.
 */
export function jobIdsOfInput(text: string): string[] {
  const values = jsonValues(text);
  if (values.length === 0)
    throw new UsageError('standard input: expected an API answer such as {"job_id": "…"}, found nothing');
  return values.map(jobIdOf);
}

/** Tools on Windows write a byte order mark first. */
function jsonValues(input: string): unknown[] {
  const text = input.replace(/^\uFEFF/, '');
  const whole = parseBoundedJson(text);
  if (whole.kind === 'json') return [whole.value].flat();
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const read = parseBoundedJson(line);
      return read.kind === 'json' ? read.value : line;
    });
}

function jobIdOf(value: unknown): string {
  const answer = Answer.safeParse(value);
  if (answer.success) return answer.data.job_id;
  const body = typeof value === 'string' ? value : JSON.stringify(value);
  const error = readErrorBody(body);
  if (error === undefined) {
    throw new UsageError(`standard input: expected {"job_id": "…"}, found ${plainLine(body, 80)}`);
  }
  const answered = [error.code, error.message].filter(Boolean).join(': ');
  throw new UsageError(`standard input: expected {"job_id": "…"}, found an error of the API (${answered}).`);
}
