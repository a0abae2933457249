import * as z from 'zod';
import { SecretRef } from '../../../watch/ports/secret.ts';
import { ClearOrSecretUrl, DestinationId } from '../../destination-fields.ts';

/**
 * A receiver of signed events. To rotate a signing secret, configure both: every notification carries a
 * signature with each.
 */
export const WebhookConfig = z.strictObject({
  id: DestinationId,
  kind: z.literal('webhook'),
  url: ClearOrSecretUrl,
  /** A structured CloudEvent, or the plain `{type, timestamp, data}` of Standard Webhooks. */
  format: z.enum(['cloudevents', 'standard']).optional(),
  sign: z.array(SecretRef).min(1, 'expected at least one signing secret').max(5),
});
export type WebhookConfig = z.infer<typeof WebhookConfig>;
