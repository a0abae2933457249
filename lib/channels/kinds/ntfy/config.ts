import * as z from 'zod';
import { SecretRef } from '../../../watch/ports/secret.ts';
import { renderFields } from '../../destination-fields.ts';

/**
 * A topic of ntfy.sh or of your own server (docs.ntfy.sh/publish). The address is a secret, because everybody
 * who knows it can read the messages. A topic with access control needs a token too.
 */
export const NtfyConfig = z.strictObject({
  ...renderFields,
  kind: z.literal('ntfy'),
  url: SecretRef,
  token: SecretRef.optional(),
});
export type NtfyConfig = z.infer<typeof NtfyConfig>;
