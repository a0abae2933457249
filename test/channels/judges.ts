import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { EmbedBuilder } from '@discordjs/builders';
import cards from 'adaptivecards/dist/adaptivecards.js';
import { Ajv } from 'ajv';
import { CloudEvent } from 'cloudevents';
import protobuf from 'protobufjs';
import { type Node, NodeType, parse } from 'slack-message-parser';
import { expect } from 'vitest';
import * as z from 'zod';
import type { DestinationKind } from '../../lib/channels/destination.ts';
import type { DiscordPayload } from '../../lib/channels/kinds/discord/render.ts';
import type { GoogleChatPayload } from '../../lib/channels/kinds/google-chat/render.ts';
import type { MattermostPayload } from '../../lib/channels/kinds/mattermost/render.ts';
import type { RocketChatPayload } from '../../lib/channels/kinds/rocket-chat/render.ts';
import type { SlackBlock, SlackPayload } from '../../lib/channels/kinds/slack/render.ts';
import type { TeamsPayload } from '../../lib/channels/kinds/teams/render.ts';
import { foundByClients } from './found-by-clients.ts';
import { Card, countTags, shownLines } from './kinds/feishu/card-check.ts';
import { readTelegramHtml, searchedText, shownText } from './kinds/telegram/html-check.ts';
import { expectHarmlessMarkdown } from './markdown-check.ts';

/** How the vendor of a kind reads a body. */
export interface Judge {
  /** Throws if the vendor would refuse the body: its form, its limits. */
  accept: (body: string) => void;
  /** Returns what the vendor's clients would take for a mention, a format or a foreign link. */
  dangers: (body: string) => string[];
  /** The optional fields of a destination that make its messages longest. */
  fullest?: object;
}

const bytes = (text: string): number => Buffer.byteLength(text);
const found = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([all]) => all);
/** The address of the only link in a hostile notification, with what vendors encode in it. */
const ourLink = /https:\/\/console\.example\/\?a=(?:<|%3C)!channel(?:>|%3E)(?:\||%7C)x&(?:amp;)?b=c/g;
const foreignLinks = (text: string): string[] => found(text.replace(ourLink, ''), /https?:\/\//g);

/** docs.slack.dev/reference/block-kit/blocks; the total is what Slack was seen to refuse, less a quarter. */
const slackLimits = { blocks: 50, header: 150, section: 3_000, fields: 10, field: 2_000, total: 10_000 };
const slackTexts = (block: SlackBlock) => {
  if ('fields' in block) return block.fields;
  return 'elements' in block ? block.elements : [block.text];
};
const slackLongest = (block: SlackBlock): number => {
  if ('fields' in block) return slackLimits.field;
  return block.type === 'header' ? slackLimits.header : slackLimits.section;
};

function nodesOf(node: Node): Node[] {
  const inside = 'children' in node ? node.children : 'label' in node ? (node.label ?? []) : [];
  return [node, ...inside.flatMap(nodesOf)];
}
/** Slack reads `<…>` as a mention or a link, whatever the type of the text. */
const slackControlled = [NodeType.ChannelLink, NodeType.UserLink, NodeType.Command, NodeType.URL];
const slackFormats = [NodeType.Root, NodeType.Text, NodeType.Bold, NodeType.Code];

const slack: Judge = {
  accept: (body) => {
    const { blocks }: SlackPayload = JSON.parse(body);
    expect(blocks.length).toBeLessThanOrEqual(slackLimits.blocks);
    for (const block of blocks) {
      const lengths = slackTexts(block).map(({ text }) => text.length);
      expect(lengths.length).toBeLessThanOrEqual(slackLimits.fields);
      expect(Math.min(...lengths)).toBeGreaterThan(0);
      expect(Math.max(...lengths)).toBeLessThanOrEqual(slackLongest(block));
    }
    const total = blocks.flatMap(slackTexts).reduce((sum, { text }) => sum + text.length, 0);
    expect(total).toBeLessThanOrEqual(slackLimits.total);
  },
  dangers: (body) => {
    const { text, blocks }: SlackPayload = JSON.parse(body);
    const parts = [{ type: 'plain_text', text }, ...blocks.flatMap(slackTexts)];
    const links = parts.filter((part) => part.text.startsWith('<https://console.example/'));
    const others = parts
      .filter((part) => !links.includes(part))
      .flatMap((part) =>
        nodesOf(parse(part.text)).filter(({ type }) =>
          part.type === 'mrkdwn' ? !slackFormats.includes(type) : slackControlled.includes(type),
        ),
      );
    const inLinks = links.flatMap((part) =>
      nodesOf(parse(part.text)).filter(({ type }) => slackControlled.includes(type)),
    );
    return [...others, ...inLinks.slice(1)].map(({ source }) => source);
  },
};

/** Reads a text with code and our own bold removed: the dialects of Mattermost, Rocket.Chat and Zulip. */
const chatLive = (text: string): string =>
  text
    .replace(/\]\(https:\/\/console\.example\/\?a=%3C!channel%3E%7Cx&b=c\)/, '')
    .replace(/^\[/, '')
    .replace(/^```\n[\s\S]*?\n```$/gm, '')
    .replace(/`[^`\n]+`|\*\*/g, '');
const chatDangers = (texts: string[]): string[] => [
  ...texts.flatMap((text) => found(text, /@(?!\u200B)/g)),
  ...texts.flatMap((text) => found(chatLive(text), /[*_~`#+[\]()|<>@$\\!&{}]|:\/\//g)),
];
const tenNames = { mention: Array<string>(10).fill('a'.repeat(64)) };

const mattermostTexts = ({ text, attachments }: MattermostPayload): string[] => [
  text,
  ...attachments.flatMap((part) => [part.text, ...part.fields.flatMap(({ title, value }) => [title, value])]),
];
const rocketChatTexts = ({ text, attachments: [part, footer] }: RocketChatPayload): string[] => [
  text,
  part.text,
  ...part.fields.flatMap(({ title, value }) => [title, value]),
  footer.text,
];

const zulipField = (body: string, name: string): string => new URLSearchParams(body).get(name) ?? '';

/** Google's own description of its messages: an unknown field or a wrong type does not come back. */
const protos = createRequire(import.meta.url).resolve('@google-apps/chat/build/protos/protos.json');
const GoogleMessage = protobuf.Root.fromJSON(JSON.parse(readFileSync(protos, 'utf8'))).lookupType(
  'google.chat.v1.Message',
);

/** What the vendor's own renderer has to say against a card of Adaptive Cards 1.5. */
function complaintsAbout(card: object): string[] {
  const context = new cards.SerializationContext(cards.Versions.v1_5);
  const parsed = new cards.AdaptiveCard();
  parsed.parse(card, context);
  const events = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message);
  return [...events, ...parsed.validateProperties().validationEvents.map(({ message }) => message)];
}

const discordTexts = ({ embeds: [{ title, description, fields }] }: DiscordPayload): string[] => [
  title,
  description,
  ...fields.flatMap(({ name, value }) => [name, value]),
];
const discordLive = (text: string): string =>
  text
    .replace(/^\[(.*)\]\(https:\/\/console\.example\/\?a=%3C!channel%3E\|x&b=c\)$/, '$1')
    .replace(/\\[^0-9A-Za-z\s]|`[^`]+`/g, '')
    .replaceAll('**', '');

/** open.dingtalk.com, "Custom robot message types", "markdown". */
const DingtalkBody = z.strictObject({
  msgtype: z.literal('markdown'),
  markdown: z.strictObject({ title: z.string().min(1), text: z.string().min(1) }),
  at: z.strictObject({
    atMobiles: z.array(z.string().regex(/^\+?[\d-]+$/)),
    atUserIds: z.array(z.string().min(1)),
    isAtAll: z.boolean(),
  }),
});
/** developer.work.weixin.qq.com/document/path/99110: at most 4,096 bytes of UTF-8. */
const WecomBody = z.strictObject({
  msgtype: z.literal('markdown_v2'),
  markdown_v2: z.strictObject({
    content: z
      .string()
      .min(1)
      .refine((text) => bytes(text) <= 4_096),
  }),
});
const https = z.url({ protocol: /^https$/ });
/** docs.ntfy.sh/publish/#publish-as-json, with the limits of #limitations. */
const NtfyBody = z.strictObject({
  topic: z.string().regex(/^[-_A-Za-z0-9]{1,64}$/),
  title: z.string().min(1),
  message: z
    .string()
    .min(1)
    .refine((text) => bytes(text) <= 4_096),
  priority: z.int().min(1).max(5),
  tags: z.array(z.string().min(1)),
  click: https.optional(),
  actions: z
    .array(z.strictObject({ action: z.literal('view'), label: z.string().min(1), url: https }))
    .max(3)
    .optional(),
});

const labelled = {
  type: 'object',
  propertyNames: { pattern: '^[a-zA-Z_][a-zA-Z0-9_]*$' },
  additionalProperties: { type: 'string', minLength: 1 },
};
const time = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z$' };
/**
 * "postableAlerts" of Alertmanager's api/v2/openapi.yaml, with the grammar of label names (prometheus.io,
 * "Data model").
 */
const isPostable = new Ajv().compile({
  type: 'array',
  items: {
    type: 'object',
    required: ['labels'],
    additionalProperties: false,
    properties: {
      labels: { ...labelled, minProperties: 1 },
      annotations: labelled,
      startsAt: time,
      endsAt: time,
      generatorURL: { type: 'string', pattern: '^https://' },
    },
  },
});
const text = { type: 'string' };
/** The event schema of docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html. */
const isCustomNotification = new Ajv().compile({
  type: 'object',
  required: ['version', 'source', 'content'],
  additionalProperties: false,
  properties: {
    version: { const: '1.0' },
    source: { const: 'custom' },
    id: text,
    content: {
      type: 'object',
      required: ['description'],
      additionalProperties: false,
      properties: {
        textType: { const: 'client-markdown' },
        title: { type: 'string', maxLength: 250 },
        description: { type: 'string', minLength: 1, maxLength: 8_000 },
        nextSteps: { type: 'array', items: text },
        keywords: { type: 'array', items: text },
      },
    },
    metadata: {
      type: 'object',
      additionalProperties: false,
      properties: {
        threadId: text,
        summary: text,
        eventType: text,
        relatedResources: { type: 'array', items: text },
        additionalContext: { type: 'object', additionalProperties: text },
        enableCustomActions: { type: 'boolean' },
      },
    },
  },
});
const formOf = (body: string): URLSearchParams => new URLSearchParams(body);
const published = (body: string): string => formOf(body).get('Message') ?? '';
const none = (): string[] => [];

const htmlTag = /^<\/?(?:!doctype html|html|body|h1|p|table|tr|th|td|b|code|br|a)(?: [a-z]+="[^"<>]*")*>$/;

/** The judge of every kind. A kind without an entry does not compile. */
export const judges: { [Kind in DestinationKind]: Judge } = {
  alertmanager: {
    accept: (body) => {
      isPostable(JSON.parse(body));
      expect(isPostable.errors ?? []).toEqual([]);
    },
    // Alertmanager escapes labels and annotations in its own templates.
    dangers: none,
  },
  'amazon-q': {
    accept: (body) => {
      isCustomNotification(JSON.parse(published(body)));
      expect(isCustomNotification.errors ?? []).toEqual([]);
    },
    dangers: (body) => found(published(body), /<!|<@|<http/g),
  },
  dingtalk: {
    accept: (body) => {
      // DingTalk was seen to take about 20,000 bytes.
      expect(bytes(body)).toBeLessThanOrEqual(15_000);
      DingtalkBody.parse(JSON.parse(body));
    },
    dangers: (body) => {
      const { markdown, at } = DingtalkBody.parse(JSON.parse(body));
      expectHarmlessMarkdown(markdown.text, {
        code: false,
        address: 'https://console.example/?a=%3C!channel%3E%7Cx&b=c',
      });
      return [...foundByClients(markdown.title), ...at.atMobiles, ...at.atUserIds];
    },
    fullest: { keyword: 'k'.repeat(64), mention: Array<string>(10).fill(`user:${'a'.repeat(64)}`) },
  },
  discord: {
    accept: (body) => {
      const payload: DiscordPayload = JSON.parse(body);
      const [{ title, description, color, fields, footer, timestamp }] = payload.embeds;
      // The vendor's own builders check every length but the sum.
      const builder = new EmbedBuilder().setTitle(title).setDescription(description).setColor(color);
      if (timestamp !== undefined) builder.setTimestamp(new Date(timestamp));
      expect(
        builder
          .addFields(...fields)
          .setFooter(footer)
          .toJSON(),
      ).toEqual(payload.embeds[0]);
      // docs.discord.com/developers/resources/message, "Embed Limits".
      expect([...discordTexts(payload), footer.text].join('').length).toBeLessThanOrEqual(6_000);
    },
    dangers: (body) => {
      const payload: DiscordPayload = JSON.parse(body);
      const left = discordTexts(payload).map(discordLive);
      const strays = left.flatMap((line) => found(line, /[\\*_~`|<>[\]@#]|:(?=\S)|^\s*[-+]|^\s*\d+[.)]/gm));
      return payload.content === undefined ? strays : [...strays, payload.content];
    },
    fullest: { mention: Array<string>(10).fill(`user:${'1'.repeat(20)}`) },
  },
  email: {
    accept: (body) => {
      expect(bytes(body)).toBeLessThan(1_000_000);
      expect(JSON.parse(body).Content.Simple.Subject.Data).not.toMatch(/[\r\n]/);
    },
    dangers: (body) => {
      const html: string = JSON.parse(body).Content.Simple.Body.Html.Data;
      const foreign = found(html, /<[^>]*>/g).filter((tag) => !htmlTag.test(tag));
      return [...foreign, ...found(html, / (?:src|on\w+)=/g)];
    },
  },
  eventbridge: {
    accept: (body) => expect(JSON.parse(body).Entries).toHaveLength(1),
    dangers: none,
  },
  feishu: {
    accept: (body) => {
      const { card } = JSON.parse(body);
      // 20 KB are documented for a body; some of these are for its signature.
      expect(bytes(JSON.stringify(card))).toBeLessThanOrEqual(17_800);
      expect(countTags(Card.parse(card))).toBeLessThanOrEqual(200);
    },
    dangers: (body) => {
      const card = Card.parse(JSON.parse(body).card);
      const markdown = card.body.elements.filter(({ tag }) => tag === 'markdown').map(({ tag }) => tag);
      return [...markdown, ...shownLines(card).flatMap(foundByClients)];
    },
    fullest: { keyword: '灾'.repeat(64), mention: Array<string>(10).fill('a'.repeat(64)) },
  },
  'google-chat': {
    accept: (body) => {
      const payload: GoogleChatPayload = JSON.parse(body);
      const encoded = GoogleMessage.encode(GoogleMessage.fromObject(payload)).finish();
      expect(GoogleMessage.toObject(GoogleMessage.decode(encoded))).toEqual(payload);
      // developers.google.com/workspace/chat/api/reference/rest/v1/spaces.messages, "text".
      expect(bytes(body)).toBeLessThanOrEqual(32_000);
      for (const { widgets } of payload.cardsV2[0].card.sections) {
        expect(widgets.length).toBeLessThanOrEqual(100);
      }
    },
    dangers: (body) => {
      const payload: GoogleChatPayload = JSON.parse(body);
      const widgets = payload.cardsV2[0].card.sections.flatMap((section) => section.widgets);
      const html = widgets.flatMap((widget) => {
        if ('textParagraph' in widget) return [widget.textParagraph.text];
        return 'decoratedText' in widget ? [widget.decoratedText.text] : [];
      });
      const labels = widgets.flatMap((widget) =>
        'buttonList' in widget ? widget.buttonList.buttons.map((button) => button.text) : [],
      );
      const plain = [payload.fallbackText, payload.cardsV2[0].card.header.title, ...labels];
      return [
        ...html.flatMap((part) =>
          found(part.replace(/<\/?b>/g, '').replace(/&(?:amp|lt|gt);/g, ''), /[<>&]|:\/\//g),
        ),
        ...plain.flatMap((part) => found(part, /[<>]|:\/\//g)),
        ...foreignLinks(body),
        ...(payload.text === undefined ? [] : [payload.text]),
      ];
    },
    fullest: { mention: Array<string>(10).fill(`users/${'1'.repeat(32)}`) },
  },
  mattermost: {
    accept: (body) => {
      const payload: MattermostPayload = JSON.parse(body);
      // mattermost/mattermost server/public/model/post.go.
      const all = [...mattermostTexts(payload), payload.attachments[0]?.footer].join('');
      expect(all.length).toBeLessThanOrEqual(16_383);
      for (const { fields } of payload.attachments) {
        for (const { value } of fields) expect(value).not.toBe('');
      }
    },
    dangers: (body) => {
      const texts = mattermostTexts(JSON.parse(body));
      return [...chatDangers(texts), ...texts.flatMap((part) => found(part, /<(?!\u200B)/g))];
    },
    fullest: tenNames,
  },
  ntfy: {
    accept: (body) => {
      expect(bytes(body)).toBeLessThanOrEqual(2 * 4_096);
      NtfyBody.parse(JSON.parse(body));
    },
    dangers: (body) => {
      const { title, message } = NtfyBody.parse(JSON.parse(body));
      return [...foundByClients(`${title}\n${message}`), ...foreignLinks(body)];
    },
  },
  pagerduty: {
    accept: (body) => {
      expect(bytes(body)).toBeLessThan(512_000);
      expect([...JSON.parse(body).payload.summary].length).toBeLessThanOrEqual(1_024);
    },
    dangers: none,
  },
  'rocket-chat': {
    accept: (body) => {
      const payload: RocketChatPayload = JSON.parse(body);
      const [{ text: part, fields }] = payload.attachments;
      // The default of the setting "Maximum Allowed Characters Per Message".
      expect(payload.text.length).toBeLessThanOrEqual(5_000);
      expect(part.length).toBeLessThanOrEqual(5_000);
      for (const { title, value } of fields) {
        expect(title.length).toBeLessThanOrEqual(1_024);
        expect(value).not.toBe('');
        expect(value.length).toBeLessThanOrEqual(1_500);
      }
    },
    dangers: (body) => chatDangers(rocketChatTexts(JSON.parse(body))),
    fullest: tenNames,
  },
  slack,
  'slack-bot': slack,
  sns: {
    accept: (body) => {
      expect(bytes(published(body))).toBeLessThan(262_144);
      expect(formOf(body).get('Subject')).toMatch(/^[\x20-\x7E]{1,100}$/);
    },
    dangers: none,
  },
  teams: {
    accept: (body) => {
      const payload: TeamsPayload = JSON.parse(body);
      expect(complaintsAbout(payload.attachments[0].content)).toEqual([]);
      expect(bytes(body)).toBeLessThanOrEqual(20_000);
      // A workflow was seen to refuse 28,672 bytes of a message that had grown by a sixth
      // (MicrosoftDocs/msteams-docs#11274).
      const escaped = body.replace(/[^\p{ASCII}]/gu, (character) => '\\uXXXX'.repeat(character.length));
      expect((escaped.length * 7) / 6).toBeLessThanOrEqual(28_672);
    },
    dangers: (body) => {
      const { body: elements, msteams }: TeamsPayload['attachments'][0]['content'] =
        JSON.parse(body).attachments[0].content;
      const formatted = elements.flatMap((element) => (element.type === 'TextBlock' ? [element.text] : []));
      const mentions = msteams.entities.map((entity) => entity.text);
      const links = foreignLinks(body.replace('"http://adaptivecards.io/schemas/adaptive-card.json"', ''));
      return [...formatted, ...mentions, ...found(body, /<\/?at/gi), ...links];
    },
    fullest: { mention: Array(5).fill({ name: '李'.repeat(40), id: 'a'.repeat(128) }) },
  },
  telegram: {
    accept: (body) => {
      // core.telegram.org/bots/api#sendmessage: characters after the entities have been read.
      expect(shownText(readTelegramHtml(JSON.parse(body).text)).length).toBeLessThanOrEqual(4_096);
    },
    dangers: (body) => {
      const html = readTelegramHtml(JSON.parse(body).text);
      const foreign = html.links.filter((link) => link !== 'https://console.example/?a=%3C!channel%3E|x&b=c');
      const searched = searchedText(html);
      return [...foreign, ...foundByClients(searched), ...found(searched, /[#$/]\p{L}/gu)];
    },
    fullest: { mention: Array<string>(10).fill(`@${'a'.repeat(32)}`) },
  },
  webhook: {
    accept: (body) => expect(new CloudEvent(JSON.parse(body)).validate()).toBe(true),
    dangers: none,
  },
  wecom: {
    accept: (body) => {
      WecomBody.parse(JSON.parse(body));
    },
    dangers: (body) => {
      expectHarmlessMarkdown(WecomBody.parse(JSON.parse(body)).markdown_v2.content, {
        code: true,
        address: 'https://console.example/?a=%3C!channel%3E%7Cx&b=c',
      });
      return [];
    },
  },
  zulip: {
    accept: (body) => {
      // zulip.com/api/register-queue, `max_message_length` and `max_topic_length`: Unicode code points.
      expect([...zulipField(body, 'content')].length).toBeLessThanOrEqual(10_000);
      expect([...zulipField(body, 'topic')].length).toBeLessThanOrEqual(60);
      expect(zulipField(body, 'type')).toBe('stream');
    },
    // zulip/zulip zerver/lib/markdown: code comes before all other patterns, and a backslash escapes nothing.
    dangers: (body) => {
      const content = zulipField(body, 'content');
      const lines = content.replace(/^```\n[\s\S]*?\n```$/gm, '').split('\n');
      const values = lines.map((line) => line.replace(/^\* \*\*[A-Z][\w' ]*:\*\* /, ''));
      return [...found(content, /@(?!\u200B)/g), ...chatDangers(values)];
    },
    fullest: { topic: 't'.repeat(60), mention: Array<string>(10).fill('a'.repeat(100)) },
  },
};
