import * as z from 'zod';
import { SecretRef } from '../../../watch/ports/secret.ts';
import { renderFields } from '../../destination-fields.ts';

/**
 * A topic of ntfy.sh or of a server of one's own (docs.ntfy.sh/publish). Its address is a secret, because whoever knows it
 * may read along; a topic with access control needs a token too.
 */
export const NtfyConfig = z.strictObject({
  ...renderFields,
  kind: z.literal('ntfy'),
  url: SecretRef,
  token: SecretRef.optional(),
});
export type NtfyConfig = z.infer<typeof NtfyConfig>;
