import type * as z from 'zod';
import { readBody } from '../../job/answer-body.ts';
import type { Answer } from '../channel.ts';

/** What an answer says in JSON, whatever its status; undefined when it is not of the expected shape. */
export function jsonOf<T>({ body }: Answer, shape: z.ZodType<T>): T | undefined {
  const read = readBody(body);
  return read.kind === 'json' ? shape.safeParse(read.value).data : undefined;
}
