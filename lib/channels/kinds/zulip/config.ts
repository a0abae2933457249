import * as z from 'zod';
import { SecretRef } from '../../../watch/ports/secret.ts';
import { ClearOrSecretUrl, renderFields } from '../../destination-fields.ts';

/** A channel of a Zulip organization, to which a bot posts (zulip.com/api/send-message). */
export const ZulipConfig = z.strictObject({
  ...renderFields,
  kind: z.literal('zulip'),
  /** The address of the organization. */
  url: ClearOrSecretUrl,
  /** The e-mail address of the bot: its user name. */
  bot: z
    .string()
    .regex(
      /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}$/,
      'expected the e-mail address of a bot, such as dr-bot@example.zulipchat.com',
    ),
  api_key: SecretRef,
  channel: z.string().min(1).max(60),
  /** Default: a topic for each job. */
  topic: z.string().min(1).max(60).optional(),
  /** Full names of users, or `all`. */
  mention: z
    .array(z.string().regex(/^[^*`\p{C}]{1,100}$/u, 'expected the full name of a user, or all'))
    .min(1)
    .max(10)
    .optional(),
});
export type ZulipConfig = z.infer<typeof ZulipConfig>;
