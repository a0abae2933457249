import * as z from 'zod';
import { SecretRef } from '../../../watch/ports/secret.ts';
import { renderFields } from '../../destination-fields.ts';

/** A Telegram chat by a bot of one's own (core.telegram.org/bots/api#sendmessage). Mentions are people's user names. */
export const TelegramConfig = z.strictObject({
  ...renderFields,
  kind: z.literal('telegram'),
  token: SecretRef,
  chat_id: z.union([
    z.int(),
    z
      .string()
      .regex(
        /^(?:@[A-Za-z][A-Za-z0-9_]{3,31}|-?\d{1,16})$/,
        'expected the id of a chat, such as -1001234567890, or the @name of a public channel',
      ),
  ]),
  /** The topic of a forum. */
  message_thread_id: z.int().positive().optional(),
  /** A message a notification, answers to the first message of a watch, or one message a watch that is updated. */
  mode: z.enum(['new', 'thread', 'update']).optional(),
  mention: z
    .array(z.string().regex(/^@[A-Za-z][A-Za-z0-9_]{3,31}$/, 'expected the @name of a person'))
    .max(10)
    .optional(),
});
export type TelegramConfig = z.infer<typeof TelegramConfig>;
