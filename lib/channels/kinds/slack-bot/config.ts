import * as z from 'zod';
import { SecretRef } from '../../../watch/ports/secret.ts';
import { renderFields } from '../../destination-fields.ts';

/**
 * A Slack channel by a bot, which can reply in a thread and update its message
 * (docs.slack.dev/reference/methods/chat.postMessage).
 */
export const SlackBotConfig = z.strictObject({
  ...renderFields,
  kind: z.literal('slack-bot'),
  /** A bot token (xoxb-…) with the scope chat:write. */
  token: SecretRef,
  channel: z
    .string()
    .regex(
      /^[CGD][A-Z0-9]{6,20}$/,
      'expected the id of a channel such as C0123456789 ("Copy channel ID" in its details)',
    ),
  /**
   * `new`: one message for each notification. `thread`: one thread for each watch. `update`: one message for
   * each watch, which is updated.
   */
  mode: z.enum(['new', 'thread', 'update']).optional(),
});
export type SlackBotConfig = z.infer<typeof SlackBotConfig>;
