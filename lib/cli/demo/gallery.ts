import * as z from 'zod';
import { openDestination } from '../../channels/channels.ts';
import type { Destination } from '../../channels/destination.ts';
import { sampleOf, sampleSecret } from '../../channels/samples.ts';
import { parseJson } from '../../job/json-value.ts';
import { messageOf } from '../../message/message-of.ts';
import type { RenderOptions } from '../../message/render-options.ts';
import type { Notification } from '../../notification/notification.ts';

/** Where to find the text in the body of each kind. */
const shown: readonly { kind: Destination['kind']; renderOptions: RenderOptions; text: z.ZodType<string> }[] =
  [
    {
      kind: 'telegram',
      renderOptions: {},
      text: z.object({ text: z.string() }).transform(({ text }) => text),
    },
    {
      kind: 'wecom',
      renderOptions: { language: 'zh-CN', zone: 'Asia/Shanghai' },
      text: z
        .object({ markdown_v2: z.object({ content: z.string() }) })
        .transform((body) => body.markdown_v2.content),
    },
    {
      kind: 'discord',
      renderOptions: { zone: 'Europe/Berlin' },
      text: z
        .object({ embeds: z.tuple([z.object({ title: z.string(), description: z.string() })]) })
        .transform(({ embeds: [{ title, description }] }) => `${title}\n${description}`),
    },
    {
      kind: 'email',
      renderOptions: {},
      text: z
        .object({
          Content: z.object({
            Simple: z.object({ Body: z.object({ Text: z.object({ Data: z.string() }) }) }),
          }),
        })
        .transform((body) => body.Content.Simple.Body.Text.Data),
    },
  ];
const mostLines = 9;

/** Returns a notification as four other kinds of channels show it. */
export function galleryOf(notification: Notification, now: number): string {
  const pictures = shown.flatMap(({ kind, renderOptions, text }) => {
    const destination = sampleOf(kind);
    if (destination === undefined) return [];
    const sending = {
      notification,
      message: messageOf(notification, renderOptions),
      secret: sampleSecret,
      now,
    };
    const prepared = openDestination(destination).request(sending);
    if (prepared.kind === 'refused') return [];
    return [`  ${kind}\n${boxed(text.parse(parseJson(prepared.body)))}`];
  });
  return `\nThe failed job as other kinds of channels get it:\n\n${pictures.join('\n')}`;
}

function boxed(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const kept = lines.length > mostLines ? [...lines.slice(0, mostLines), '…'] : lines;
  return `${kept.join('\n').replace(/^/gm, '    │ ')}\n`;
}
