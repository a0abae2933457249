import { cut } from '../../../job/cut-text.ts';
import { instantOf } from '../../../job/job-time.ts';
import type { Message } from '../../../message/message.ts';
import { severityColors } from '../../text/severity-colors.ts';
import { discordLink, discordSpans, discordText } from './text.ts';

interface DiscordField {
  name: string;
  value: string;
  inline: boolean;
}

/** The fields of an embed that we use (docs.discord.com/developers/resources/message, "Embed Object"). */
export interface DiscordEmbed {
  title: string;
  description: string;
  color: number;
  fields: DiscordField[];
  footer: { text: string };
  timestamp?: string;
}

/** The body of a webhook call. Text never mentions anybody. Only the ids in `allowed_mentions` do. */
export interface DiscordPayload {
  content?: string;
  embeds: [DiscordEmbed];
  allowed_mentions: { parse: []; users: string[]; roles: string[] };
}

/**
 * The limit of each part, in characters after escaping. Discord accepts 256 in a title, 4,096 in a
 * description, 1,024 in a field, 25 fields, and 6,000 in all ("Embed Limits"). The reason gets what the other
 * parts leave.
 */
const limits = { total: 6_000, title: 256, summary: 450, detail: 2_000, fact: 230, link: 250, footer: 250 };
const shortLength = 40;
const mostLinks = 3;

/** Renders a Discord message with one embed. */
export function renderDiscord(message: Message, mention: readonly string[] = []): DiscordPayload {
  const embed = { ...embedOf(message), ...timestampOf(message) };
  const available = limits.total - lengthOf(embed);
  const mentions = mentionsOf(mention);
  return {
    ...(mention.length > 0 && { content: mentions.content }),
    embeds: [{ ...embed, description: `${embed.description}${detailText(message, available)}` }],
    allowed_mentions: { parse: [], users: mentions.users, roles: mentions.roles },
  };
}

/** Returns undefined for an invalid time, because Discord refuses the message otherwise. */
function timestampOf({ notification: { time } }: Message): { timestamp?: string } {
  const milliseconds = instantOf(time);
  return milliseconds === undefined ? {} : { timestamp: new Date(milliseconds).toISOString() };
}

/** Renders everything but the reason. */
function embedOf(message: Message): DiscordEmbed {
  const { icon, severity, title, summary, facts, footer } = message;
  const fields = facts.map(({ label, value }) => {
    const text = discordSpans(value, limits.fact);
    return { name: label, value: text, inline: text.length <= shortLength };
  });
  return {
    title: discordText(`${icon} ${title}`, limits.title),
    description: discordText(summary, limits.summary),
    color: Number.parseInt(severityColors[severity].slice(1), 16),
    fields: [...fields, ...linkField(message)],
    footer: { text: cut(footer, limits.footer) },
  };
}

function linkField({ links, linksLabel }: Message): DiscordField[] {
  const texts = links.map((link) => discordLink(link, limits.link)).filter((text) => text !== undefined);
  if (texts.length === 0) return [];
  return [{ name: linksLabel, value: texts.slice(0, mostLinks).join(' · '), inline: false }];
}

function detailText({ detail }: Message, available: number): string {
  if (detail === undefined) return '';
  const label = `\n\n**${detail.label}:** `;
  const text = discordText(detail.text, Math.min(limits.detail, available - label.length));
  return text === '' ? '' : `${label}${text}`;
}

const lengthOf = ({ title, description, fields, footer }: DiscordEmbed): number =>
  [title, description, footer.text, ...fields.flatMap(({ name, value }) => [name, value])].join('').length;

function mentionsOf(mention: readonly string[]): { content: string; users: string[]; roles: string[] } {
  const idsOf = (who: 'user' | 'role') =>
    mention.filter((name) => name.startsWith(`${who}:`)).map((name) => name.slice(who.length + 1));
  const [users, roles] = [idsOf('user'), idsOf('role')];
  const content = [...roles.map((id) => `<@&${id}>`), ...users.map((id) => `<@${id}>`)].join(' ');
  return { content, users, roles };
}
