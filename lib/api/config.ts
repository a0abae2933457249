import * as z from 'zod';
import { SecretRef } from '../watch/ports/secret.ts';

/** Who may call the HTTP API, and how often. Without a key and a signing secret nobody may. */
export const ApiConfig = z.strictObject({
  /** Keys for `Authorization: Bearer …`; several while one is being replaced. */
  keys: z.array(SecretRef).max(10).default([]),
  /** Secrets (`whsec_…`) of callers that sign after Standard Webhooks. */
  sign: z.array(SecretRef).max(10).default([]),
  /** Requests a minute of each key, and of each address that gave no valid one. */
  rate_per_minute: z.number().int().min(1).max(100_000).default(120),
});
export type ApiConfig = z.infer<typeof ApiConfig>;
