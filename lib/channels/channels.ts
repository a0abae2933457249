import type { RenderOptions } from '../message/render-options.ts';
import type { ChannelAnswer } from '../notification/delivery.ts';
import type { DeliverySchedule } from '../notification/delivery-schedule.ts';
import type { DeliverPorts, DeliveryMode } from '../watch/delivery/deliver-notification.ts';
import type { PlanPorts } from '../watch/delivery/plan-notification.ts';
import type { Answer, Channel, Prepared, Sending } from './channel.ts';
import type { Destination, DestinationKind } from './destination.ts';
import { alertmanager } from './kinds/alertmanager/channel.ts';
import { amazonQ } from './kinds/amazon-q/channel.ts';
import { dingtalk } from './kinds/dingtalk/channel.ts';
import { discord } from './kinds/discord/channel.ts';
import { email } from './kinds/email/channel.ts';
import { eventbridge } from './kinds/eventbridge/channel.ts';
import { feishu } from './kinds/feishu/channel.ts';
import { googleChat } from './kinds/google-chat/channel.ts';
import { mattermost } from './kinds/mattermost/channel.ts';
import { ntfy } from './kinds/ntfy/channel.ts';
import { pagerduty } from './kinds/pagerduty/channel.ts';
import { rocketChat } from './kinds/rocket-chat/channel.ts';
import { slack } from './kinds/slack/channel.ts';
import { slackBot } from './kinds/slack-bot/channel.ts';
import { sns } from './kinds/sns/channel.ts';
import { teams } from './kinds/teams/channel.ts';
import { telegram } from './kinds/telegram/channel.ts';
import { webhook } from './kinds/webhook/channel.ts';
import { wecom } from './kinds/wecom/channel.ts';
import { zulip } from './kinds/zulip/channel.ts';

type DestinationOf<Kind extends DestinationKind> = Extract<Destination, { kind: Kind }>;

/** The channel of every kind. A kind without an entry does not compile. */
const channels: { [Kind in DestinationKind]: Channel<DestinationOf<Kind>> } = {
  alertmanager,
  'amazon-q': amazonQ,
  dingtalk,
  discord,
  email,
  eventbridge,
  feishu,
  'google-chat': googleChat,
  mattermost,
  ntfy,
  pagerduty,
  'rocket-chat': rocketChat,
  slack,
  'slack-bot': slackBot,
  sns,
  teams,
  telegram,
  webhook,
  wecom,
  zulip,
};

/** A destination together with its channel: what delivery needs, whatever the kind. */
export interface OpenDestination {
  schedule: DeliverySchedule;
  readers: 'people' | 'machines';
  pages: boolean;
  mode: DeliveryMode;
  renderOptions: RenderOptions;
  request: (sending: Sending) => Prepared;
  readAnswer: (answer: Answer, now: number) => ChannelAnswer;
}

/** Finds the channel of a destination. */
export const openDestination = (destination: Destination): OpenDestination =>
  open(destination.kind, destination);

function open<Kind extends DestinationKind>(kind: Kind, destination: DestinationOf<Kind>): OpenDestination {
  const channel = channels[kind];
  return {
    schedule: channel.schedule,
    readers: channel.readers,
    pages: channel.pages ?? false,
    mode: channel.modeOf?.(destination) ?? 'new',
    renderOptions: renderOptionsOf(destination),
    request: (sending) => channel.request(destination, sending),
    readAnswer: channel.readAnswer,
  };
}

const renderOptionsOf = (destination: Destination): RenderOptions =>
  'language' in destination || 'zone' in destination
    ? { language: destination.language, zone: destination.zone }
    : {};

/**
 * Returns the schedule and mode of each destination by its id. For a destination that is not configured any
 * more the result does not matter: its delivery is refused at once.
 */
export const mannersOf =
  (destinations: readonly Destination[]): DeliverPorts['mannerOf'] =>
  (id) => {
    const destination = destinations.find((candidate) => candidate.id === id);
    return destination === undefined ? { schedule: 'chat', mode: 'new' } : openDestination(destination);
  };

/**
 * Returns the destinations in the form that the plan of deliveries needs: who reads them, and whether they
 * wake people.
 */
export const readersOf = (destinations: readonly Destination[]): PlanPorts['destinations'] =>
  destinations.map((destination) => {
    const { readers, pages } = openDestination(destination);
    return { id: destination.id, readers, pages };
  });
