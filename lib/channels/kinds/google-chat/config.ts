import * as z from 'zod';
import { SecretRef } from '../../../watch/ports/secret.ts';
import { renderFields } from '../../destination-fields.ts';

/**
 * The recipients that every message mentions. They must be members of the space
 * (developers.google.com/workspace/chat/format-messages).
 */
const Mention = z
  .string()
  .regex(
    /^users\/(?:all|[0-9]{1,32})$/,
    'expected users/ID with the numeric id of a Google account, or users/all',
  );

/**
 * A Google Chat space by its incoming webhook. The address is the secret
 * (developers.google.com/workspace/chat/quickstart/webhooks).
 */
export const GoogleChatConfig = z.strictObject({
  ...renderFields,
  kind: z.literal('google-chat'),
  url: SecretRef,
  /** `thread` groups the notifications of one watch. */
  mode: z.enum(['new', 'thread']).optional(),
  mention: z.array(Mention).min(1).max(10).optional(),
});
export type GoogleChatConfig = z.infer<typeof GoogleChatConfig>;

export const googleChatHosts = ['chat.googleapis.com'] as const;
