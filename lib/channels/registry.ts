import * as z from 'zod';
import type { RenderOptions } from '../message/render-options.ts';
import type { ChannelAnswer } from '../notification/delivery.ts';
import type { DeliverySchedule } from '../notification/delivery-schedule.ts';
import type { DeliverPorts, DeliveryMode } from '../watch/deliver-notification.ts';
import type { PlanPorts } from '../watch/plan-notification.ts';
import type { SecretRef } from '../watch/secret.ts';
import type { Answer, Channel, Prepared, Sending } from './channel.ts';
import { alertmanager } from './kinds/alertmanager/channel.ts';
import { AlertmanagerConfig } from './kinds/alertmanager/config.ts';
import { amazonQ } from './kinds/amazon-q/channel.ts';
import { AmazonQConfig } from './kinds/amazon-q/config.ts';
import { dingtalk } from './kinds/dingtalk/channel.ts';
import { DingtalkConfig } from './kinds/dingtalk/config.ts';
import { discord } from './kinds/discord/channel.ts';
import { DiscordConfig } from './kinds/discord/config.ts';
import { email } from './kinds/email/channel.ts';
import { EmailConfig } from './kinds/email/config.ts';
import { eventbridge } from './kinds/eventbridge/channel.ts';
import { EventbridgeConfig } from './kinds/eventbridge/config.ts';
import { feishu } from './kinds/feishu/channel.ts';
import { FeishuConfig } from './kinds/feishu/config.ts';
import { googleChat } from './kinds/google-chat/channel.ts';
import { GoogleChatConfig } from './kinds/google-chat/config.ts';
import { mattermost } from './kinds/mattermost/channel.ts';
import { MattermostConfig } from './kinds/mattermost/config.ts';
import { ntfy } from './kinds/ntfy/channel.ts';
import { NtfyConfig } from './kinds/ntfy/config.ts';
import { pagerduty } from './kinds/pagerduty/channel.ts';
import { PagerdutyConfig } from './kinds/pagerduty/config.ts';
import { rocketChat } from './kinds/rocket-chat/channel.ts';
import { RocketChatConfig } from './kinds/rocket-chat/config.ts';
import { slack } from './kinds/slack/channel.ts';
import { SlackConfig } from './kinds/slack/config.ts';
import { slackBot } from './kinds/slack-bot/channel.ts';
import { SlackBotConfig } from './kinds/slack-bot/config.ts';
import { sns } from './kinds/sns/channel.ts';
import { SnsConfig } from './kinds/sns/config.ts';
import { teams } from './kinds/teams/channel.ts';
import { TeamsConfig } from './kinds/teams/config.ts';
import { telegram } from './kinds/telegram/channel.ts';
import { TelegramConfig } from './kinds/telegram/config.ts';
import { webhook } from './kinds/webhook/channel.ts';
import { WebhookConfig } from './kinds/webhook/config.ts';
import { wecom } from './kinds/wecom/channel.ts';
import { WecomConfig } from './kinds/wecom/config.ts';

/** A configured place for notifications. Its kind is its channel; a new kind is a line here and a line in `openDestination`. */
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
]);
export type Destination = z.infer<typeof Destination>;

/** A destination together with its channel: what delivery needs, whatever the kind. */
export interface OpenDestination {
  schedule: DeliverySchedule;
  readers: 'people' | 'machines';
  pages: boolean;
  mode: DeliveryMode;
  renderOptions: RenderOptions;
  secrets: SecretRef[];
  request: (sending: Sending) => Prepared;
  classify: (answer: Answer, now: number) => ChannelAnswer;
}

/** Finds the channel of a destination. */
export function openDestination(destination: Destination): OpenDestination {
  const renderOptions = renderOptionsOf(destination);
  switch (destination.kind) {
    case 'alertmanager':
      return { renderOptions, ...open(alertmanager, destination) };
    case 'amazon-q':
      return { renderOptions, ...open(amazonQ, destination) };
    case 'dingtalk':
      return { renderOptions, ...open(dingtalk, destination) };
    case 'discord':
      return { renderOptions, ...open(discord, destination) };
    case 'email':
      return { renderOptions, ...open(email, destination) };
    case 'eventbridge':
      return { renderOptions, ...open(eventbridge, destination) };
    case 'feishu':
      return { renderOptions, ...open(feishu, destination) };
    case 'google-chat':
      return { renderOptions, ...open(googleChat, destination) };
    case 'mattermost':
      return { renderOptions, ...open(mattermost, destination) };
    case 'ntfy':
      return { renderOptions, ...open(ntfy, destination) };
    case 'pagerduty':
      return { renderOptions, ...open(pagerduty, destination) };
    case 'rocket-chat':
      return { renderOptions, ...open(rocketChat, destination) };
    case 'slack':
      return { renderOptions, ...open(slack, destination) };
    case 'slack-bot':
      return { renderOptions, ...open(slackBot, destination) };
    case 'sns':
      return { renderOptions, ...open(sns, destination) };
    case 'teams':
      return { renderOptions, ...open(teams, destination) };
    case 'telegram':
      return { renderOptions, ...open(telegram, destination) };
    case 'webhook':
      return { renderOptions, ...open(webhook, destination) };
    case 'wecom':
      return { renderOptions, ...open(wecom, destination) };
  }
}

const renderOptionsOf = (destination: Destination): RenderOptions =>
  'language' in destination || 'zone' in destination
    ? { language: destination.language, zone: destination.zone }
    : {};

const open = <Config>(channel: Channel<Config>, config: Config): Omit<OpenDestination, 'renderOptions'> => ({
  schedule: channel.schedule,
  readers: channel.readers,
  pages: channel.pages ?? false,
  mode: channel.modeOf?.(config) ?? 'new',
  secrets: channel.secretsOf(config),
  request: (sending) => channel.request(config, sending),
  classify: channel.classify,
});

/** The secrets that deliveries to a destination read: what a deployment must let them read. */
export const destinationSecrets = (destination: Destination): SecretRef[] =>
  openDestination(destination).secrets;

/** How each destination is told, by its id. One that is configured no more is refused at once: its manner does not matter. */
export const mannersOf =
  (destinations: readonly Destination[]): DeliverPorts['mannerOf'] =>
  (id) => {
    const destination = destinations.find((candidate) => candidate.id === id);
    return destination === undefined ? { schedule: 'chat', mode: 'new' } : openDestination(destination);
  };

/** The destinations as a plan of deliveries needs them: who reads there, and whether they are woken. */
export const readersOf = (destinations: readonly Destination[]): PlanPorts['destinations'] =>
  destinations.map((destination) => {
    const { readers, pages } = openDestination(destination);
    return { id: destination.id, readers, pages };
  });
