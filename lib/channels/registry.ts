import * as z from 'zod';
import type { ChannelAnswer } from '../notice/delivery.ts';
import type { DeliverySchedule } from '../notice/delivery-schedule.ts';
import type { SecretRef } from '../watch/secret.ts';
import type { Answer, Channel, Prepared, Sending } from './channel.ts';
import { dingtalk } from './dingtalk/channel.ts';
import { DingtalkConfig } from './dingtalk/config.ts';
import { discord } from './discord/channel.ts';
import { DiscordConfig } from './discord/config.ts';
import { feishu } from './feishu/channel.ts';
import { FeishuConfig } from './feishu/config.ts';
import { googleChat } from './google-chat/channel.ts';
import { GoogleChatConfig } from './google-chat/config.ts';
import { mattermost } from './mattermost/channel.ts';
import { MattermostConfig } from './mattermost/config.ts';
import { ntfy } from './ntfy/channel.ts';
import { NtfyConfig } from './ntfy/config.ts';
import { rocketChat } from './rocket-chat/channel.ts';
import { RocketChatConfig } from './rocket-chat/config.ts';
import { slack } from './slack/channel.ts';
import { SlackConfig } from './slack/config.ts';
import { teams } from './teams/channel.ts';
import { TeamsConfig } from './teams/config.ts';
import { telegram } from './telegram/channel.ts';
import { TelegramConfig } from './telegram/config.ts';
import { webhook } from './webhook/channel.ts';
import { WebhookConfig } from './webhook/config.ts';
import { wecom } from './wecom/channel.ts';
import { WecomConfig } from './wecom/config.ts';

/** A configured place for notices. Its kind is its channel; a new kind is a line here and a line in `openDestination`. */
export const Destination = z.discriminatedUnion('kind', [
  DingtalkConfig,
  DiscordConfig,
  FeishuConfig,
  GoogleChatConfig,
  MattermostConfig,
  NtfyConfig,
  RocketChatConfig,
  SlackConfig,
  TeamsConfig,
  TelegramConfig,
  WebhookConfig,
  WecomConfig,
]);
export type Destination = z.infer<typeof Destination>;

/** A destination together with its channel: what delivery needs, whatever the kind. */
export interface OpenDestination {
  schedule: DeliverySchedule;
  secrets: SecretRef[];
  request: (sending: Sending) => Prepared;
  classify: (answer: Answer, now: number) => ChannelAnswer;
}

/** Finds the channel of a destination. */
export function openDestination(destination: Destination): OpenDestination {
  switch (destination.kind) {
    case 'dingtalk':
      return open(dingtalk, destination);
    case 'discord':
      return open(discord, destination);
    case 'feishu':
      return open(feishu, destination);
    case 'google-chat':
      return open(googleChat, destination);
    case 'mattermost':
      return open(mattermost, destination);
    case 'ntfy':
      return open(ntfy, destination);
    case 'rocket-chat':
      return open(rocketChat, destination);
    case 'slack':
      return open(slack, destination);
    case 'teams':
      return open(teams, destination);
    case 'telegram':
      return open(telegram, destination);
    case 'webhook':
      return open(webhook, destination);
    case 'wecom':
      return open(wecom, destination);
  }
}

const open = <Config>(channel: Channel<Config>, config: Config): OpenDestination => ({
  schedule: channel.schedule,
  secrets: channel.secretsOf(config),
  request: (sending) => channel.request(config, sending),
  classify: channel.classify,
});

/** The secrets that deliveries to a destination read: what a deployment must let them read. */
export const destinationSecrets = (destination: Destination): SecretRef[] =>
  openDestination(destination).secrets;

/** How often and how long a delivery to a destination is tried. */
export const scheduleOf = (destination: Destination): DeliverySchedule =>
  openDestination(destination).schedule;

/** The schedule of each destination by its id. One that is configured no more is refused at once: its schedule does not matter. */
export const schedulesOf =
  (destinations: readonly Destination[]) =>
  (id: string): DeliverySchedule => {
    const destination = destinations.find((candidate) => candidate.id === id);
    return destination === undefined ? 'chat' : scheduleOf(destination);
  };
