import * as z from 'zod';
import { jsonOf } from '../../answer/json-of.ts';
import { type CodeMeaning, readVendorAnswer, type Vendor } from '../../answer/vendor-answer.ts';
import type { Channel } from '../../channel.ts';
import { jsonToSecretUrl } from '../../post.ts';
import type { FeishuConfig } from './config.ts';
import { renderFeishu } from './render.ts';
import { feishuSignature } from './sign.ts';

/** A Feishu or Lark group by custom bot. */
export const feishu: Channel<FeishuConfig> = {
  schedule: 'chat',
  readers: 'people',
  request: jsonToSecretUrl({
    hosts: ['open.feishu.cn', 'open.larksuite.com'],
    example: 'https://open.feishu.cn/open-apis/bot/v2/hook/…',
    body: (config, { message, secret, now }) => ({
      ...(config.secret !== undefined && feishuSignature(secret(config.secret), now)),
      msg_type: 'interactive',
      // An object: the API of apps wants a string here, custom bots do not.
      card: renderFeishu(message, config),
    }),
  }),
  // `code` says whether Feishu or Lark took the message, whatever the status.
  readAnswer: (answer, now) => {
    const code = jsonOf(answer, FeishuAnswer);
    return readVendorAnswer(answer, { accepted: code === 0, code: code?.toString() }, { ...vendor, now });
  },
};

/** `StatusCode` is the name of `code` in older answers. */
const FeishuAnswer = z.union([
  z.object({ code: z.int() }).transform(({ code }) => code),
  z.object({ StatusCode: z.int() }).transform(({ StatusCode }) => StatusCode),
]);

const vendor: Vendor = {
  who: 'Feishu',
  // open.feishu.cn, "Custom bot usage guide". 19036 was observed
  // (github.com/xujiahua/alertmanager-webhook-feishu/issues/3).
  meanings: new Map<string, CodeMeaning>([
    ['9499', { kind: 'refused', hint: 'it cannot read this message' }],
    [
      '11232',
      { kind: 'throttled', hint: 'the bot has sent more than its 5 messages a second or 100 a minute' },
    ],
    ['11246', { kind: 'refused', hint: 'it cannot read the card of this message' }],
    ['19001', { kind: 'refused', hint: 'the address is wrong, or the bot was removed from the group' }],
    ['19002', { kind: 'refused', hint: 'it cannot read this message' }],
    [
      '19021',
      { kind: 'refused', hint: "the secret is not the bot's, or this machine's clock is an hour off" },
    ],
    ['19022', { kind: 'refused', hint: 'the IP address of this machine is not on the list of the bot' }],
    ['19024', { kind: 'refused', hint: 'the bot demands one of its keywords: set `keyword` to it' }],
    ['19036', { kind: 'refused', hint: 'the message is too long' }],
  ]),
  proof: 'a code',
};
