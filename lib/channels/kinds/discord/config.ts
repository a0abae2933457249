import * as z from 'zod';
import { SecretRef } from '../../../watch/ports/secret.ts';
import { renderFields } from '../../destination-fields.ts';

/**
 * The recipients that every message mentions, by Discord id. `@everyone` is not offered, so `parse` can stay
 * empty.
 */
const Mention = z
  .string()
  .regex(
    /^(?:user|role):[0-9]{15,20}$/,
    'expected user:ID or role:ID with an id of 15 to 20 digits (developer mode, "Copy ID")',
  );

/**
 * A Discord channel by its webhook. The address is the secret (docs.discord.com/developers/resources/webhook,
 * "Execute Webhook").
 */
export const DiscordConfig = z.strictObject({
  ...renderFields,
  kind: z.literal('discord'),
  url: SecretRef,
  /** `new`: one message for each notification. `update`: one message for each watch, which is updated. */
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
