import type * as z from 'zod';
import { readBody } from '../../job/answer-body.ts';
import type { Answer } from '../channel.ts';

/**
 * Returns the JSON body of an answer, whatever its status; undefined if the body does not have the expected
 * shape.
 */
export function jsonOf<T>({ body }: Answer, shape: z.ZodType<T>): T | undefined {
  const read = readBody(body);
  return read.kind === 'json' ? shape.safeParse(read.value).data : undefined;
}
