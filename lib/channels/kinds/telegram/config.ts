import * as z from 'zod';
import { SecretRef } from '../../../watch/ports/secret.ts';
import { renderFields } from '../../destination-fields.ts';

/** A Telegram chat by your own bot (core.telegram.org/bots/api#sendmessage). Mentions are user names. */
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
  /**
   * `new`: one message for each notification. `thread`: replies to the first message of a watch. `update`:
   * one message for each watch, which is updated.
   */
  mode: z.enum(['new', 'thread', 'update']).optional(),
  mention: z
    .array(z.string().regex(/^@[A-Za-z][A-Za-z0-9_]{3,31}$/, 'expected the @name of a person'))
    .max(10)
    .optional(),
});
export type TelegramConfig = z.infer<typeof TelegramConfig>;
