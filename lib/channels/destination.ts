import * as z from 'zod';
import { SecretRef } from '../watch/ports/secret.ts';
import { ClearOrSecretUrl } from './destination-fields.ts';
import { AlertmanagerConfig } from './kinds/alertmanager/config.ts';
import { AmazonQConfig } from './kinds/amazon-q/config.ts';
import { DingtalkConfig } from './kinds/dingtalk/config.ts';
import { DiscordConfig } from './kinds/discord/config.ts';
import { EmailConfig } from './kinds/email/config.ts';
import { EventbridgeConfig } from './kinds/eventbridge/config.ts';
import { FeishuConfig } from './kinds/feishu/config.ts';
import { GoogleChatConfig } from './kinds/google-chat/config.ts';
import { MattermostConfig } from './kinds/mattermost/config.ts';
import { NtfyConfig } from './kinds/ntfy/config.ts';
import { PagerdutyConfig } from './kinds/pagerduty/config.ts';
import { RocketChatConfig } from './kinds/rocket-chat/config.ts';
import { SlackConfig } from './kinds/slack/config.ts';
import { SlackBotConfig } from './kinds/slack-bot/config.ts';
import { SnsConfig } from './kinds/sns/config.ts';
import { TeamsConfig } from './kinds/teams/config.ts';
import { TelegramConfig } from './kinds/telegram/config.ts';
import { WebhookConfig } from './kinds/webhook/config.ts';
import { WecomConfig } from './kinds/wecom/config.ts';
import { ZulipConfig } from './kinds/zulip/config.ts';

/**
 * A configured recipient of notifications. `kind` selects its channel (channels.ts). This module imports no
 * renderer.
 */
export const Destination = z.discriminatedUnion('kind', [
  AlertmanagerConfig,
  AmazonQConfig,
  DingtalkConfig,
  DiscordConfig,
  EmailConfig,
  EventbridgeConfig,
  FeishuConfig,
  GoogleChatConfig,
  MattermostConfig,
  NtfyConfig,
  PagerdutyConfig,
  RocketChatConfig,
  SlackConfig,
  SlackBotConfig,
  SnsConfig,
  TeamsConfig,
  TelegramConfig,
  WebhookConfig,
  WecomConfig,
  ZulipConfig,
]);
export type Destination = z.infer<typeof Destination>;
export type DestinationKind = Destination['kind'];

/** Every kind of channel that the configuration accepts. */
export const kinds = Destination.options.map(({ shape }) => shape.kind.value);

/**
 * Returns the references to all secrets that deliveries to a destination read. A deployment must grant access
 * to them.
 */
export function destinationSecrets(destination: Destination): SecretRef[] {
  const option = Destination.options.find(({ shape }) => shape.kind.value === destination.kind);
  const schemas = new Map<string, unknown>(Object.entries(option?.shape ?? {}));
  return Object.entries(destination)
    .filter(([name]) => holdsSecret(schemas.get(name)))
    .flatMap(([, value]) => [value].flat())
    .flatMap((value) => SecretRef.safeParse(value).data ?? []);
}

/** A field holds secrets if its schema says so. A value that only resembles a reference is not one. */
function holdsSecret(schema: unknown): boolean {
  if (schema instanceof z.ZodOptional) return holdsSecret(schema.unwrap());
  if (schema instanceof z.ZodArray) return holdsSecret(schema.element);
  return schema === SecretRef || schema === ClearOrSecretUrl;
}
