import * as z from 'zod';
import { SecretRef } from '../../../watch/ports/secret.ts';
import { renderFields } from '../../destination-fields.ts';

/** Whom every message mentions, by the ids of Discord; `@everyone` is not offered, so that `parse` can stay empty. */
const Mention = z
  .string()
  .regex(
    /^(?:user|role):[0-9]{15,20}$/,
    'expected user:ID or role:ID with an id of 15 to 20 digits (developer mode, "Copy ID")',
  );

/** A Discord channel by its webhook, whose address is the secret (docs.discord.com/developers/resources/webhook, "Execute Webhook"). */
export const DiscordConfig = z.strictObject({
  ...renderFields,
  kind: z.literal('discord'),
  url: SecretRef,
  /** A message a notification, or one message a watch that is updated. */
  mode: z.enum(['new', 'update']).optional(),
  mention: z.array(Mention).min(1).max(10).optional(),
});
export type DiscordConfig = z.infer<typeof DiscordConfig>;

export const discordHosts = [
  'discord.com',
  'discordapp.com',
  'ptb.discord.com',
  'canary.discord.com',
] as const;
