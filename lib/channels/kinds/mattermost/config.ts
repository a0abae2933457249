import * as z from 'zod';
import { SecretRef } from '../../../watch/ports/secret.ts';
import { ChatMention, renderFields } from '../../destination-fields.ts';

/**
 * A Mattermost channel by its incoming webhook. The address is the secret
 * (developers.mattermost.com/integrate/webhooks/incoming).
 */
export const MattermostConfig = z.strictObject({
  ...renderFields,
  kind: z.literal('mattermost'),
  url: SecretRef,
  mention: ChatMention.optional(),
});
export type MattermostConfig = z.infer<typeof MattermostConfig>;
