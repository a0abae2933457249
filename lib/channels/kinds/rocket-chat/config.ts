import * as z from 'zod';
import { SecretRef } from '../../../watch/ports/secret.ts';
import { ChatMention, renderFields } from '../../destination-fields.ts';

/**
 * A Rocket.Chat channel by its incoming integration. The address is the secret (docs.rocket.chat,
 * "Integrations").
 */
export const RocketChatConfig = z.strictObject({
  ...renderFields,
  kind: z.literal('rocket-chat'),
  url: SecretRef,
  mention: ChatMention.optional(),
});
export type RocketChatConfig = z.infer<typeof RocketChatConfig>;
