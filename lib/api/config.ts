import * as z from 'zod';
import { SecretRef } from '../watch/ports/secret.ts';

/** Who may call the HTTP API, and how often. Without keys and signing secrets, every request is refused. */
export const ApiConfig = z.strictObject({
  /** Keys for `Authorization: Bearer …`. List two while you replace one. */
  keys: z.array(SecretRef).max(10).default([]),
  /** Secrets (`whsec_…`) of callers that sign as in Standard Webhooks. */
  sign: z.array(SecretRef).max(10).default([]),
  /** Requests per minute for each key, and for each address without a valid key. */
  rate_per_minute: z.number().int().min(1).max(100_000).default(120),
});
export type ApiConfig = z.infer<typeof ApiConfig>;
