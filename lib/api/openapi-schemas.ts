import * as z from 'zod';
import { WatchView } from '../watch/watch-view.ts';
import { Accepted, Health, Started, StartedSeveral, WatchPage } from './answers.ts';
import { Problem } from './problem.ts';
import { StartRequest, StopQuery } from './requests.ts';

/** A part of the document, as JSON. */
export type Json = { [key: string]: unknown };

/** Requests. A property with a default is optional. */
const requested = { WatchRequest: StartRequest, StopReason: StopQuery };
/** Answers. */
const answered = { Watch: WatchView, Started, StartedSeveral, WatchPage, Problem, Accepted, Health };

export type SchemaName = keyof typeof requested | keyof typeof answered;

/** Returns the schemas of the document, generated from the zod schemas of requests and answers. */
export function componentSchemas(): Json {
  return { ...schemasOf(requested, 'input'), ...schemasOf(answered, 'output') };
}

/** Named schemas refer to each other. All others are inlined. */
function schemasOf(named: Record<string, z.ZodType>, io: 'input' | 'output'): Json {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io, uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $id, $schema, ...schema }]) => [name, schema]),
  );
}

/** Returns the JSON schema of a parameter. */
export function parameterSchema(schema: z.ZodType): Json {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}

export const reference = (name: SchemaName): Json => ({ $ref: `#/components/schemas/${name}` });
