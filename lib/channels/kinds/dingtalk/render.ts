import { jsonBytes } from '../../../job/cut-text.ts';
import type { Message } from '../../../message/message.ts';
import { defangMessage } from '../../text/defang.ts';
import { markdownForm } from '../../text/markdown-text.ts';
import { writeMessage } from '../../text/message-text.ts';
import type { DingtalkConfig } from './config.ts';

/** A Markdown message of a custom robot (open.dingtalk.com, "Custom robot message types"). */
export interface DingtalkPayload {
  msgtype: 'markdown';
  markdown: { title: string; text: string };
  at: { atMobiles: string[]; atUserIds: string[]; isAtAll: boolean };
}

/** In bytes. DingTalk accepts bodies of about 20,000; 1,500 are reserved for everything but the text. */
const longestBody = 15_000;
const envelope = 1_500;

/** Renders a DingTalk message. It mentions only the recipients in `at`, which come from the configuration. */
export function renderDingtalk(whole: Message, { keyword, mention = [] }: DingtalkConfig): DingtalkPayload {
  const message = defangMessage(whole);
  const at = atOf(mention);
  const names = [...at.atMobiles, ...at.atUserIds].map((name) => `@${name}`);
  const closing = [keyword, names.join(' ')].filter(Boolean).map((line) => `\n\n${line}`);
  const form = markdownForm({
    budget: longestBody - envelope - stringBytes(closing.join('')),
    size: stringBytes,
    code: false,
  });
  return {
    msgtype: 'markdown',
    markdown: {
      title: `${message.icon} ${message.title}`,
      text: writeMessage(message, form) + closing.join(''),
    },
    at,
  };
}

function atOf(mention: readonly string[]): DingtalkPayload['at'] {
  const named = (prefix: string): string[] =>
    mention.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  return { atMobiles: named('mobile:'), atUserIds: named('user:'), isAtAll: mention.includes('all') };
}

const stringBytes = (text: string): number => jsonBytes(text) - 2;
