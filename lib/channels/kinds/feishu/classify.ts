import * as z from 'zod';
import type { ChannelAnswer } from '../../../notification/delivery.ts';
import { jsonOf } from '../../answer/json-of.ts';
import { type CodeMeaning, readVendorCode } from '../../answer/vendor-code.ts';
import type { Answer } from '../../channel.ts';

/** `StatusCode` is what older answers had in place of `code`. */
const FeishuAnswer = z.union([
  z.object({ code: z.int() }),
  z.object({ StatusCode: z.int() }).transform(({ StatusCode }) => ({ code: StatusCode })),
]);

/** open.feishu.cn, "Custom bot usage guide"; 19036 as it was seen (github.com/xujiahua/alertmanager-webhook-feishu/issues/3). */
const meanings: ReadonlyMap<number, CodeMeaning> = new Map([
  [9499, { kind: 'refused', hint: 'it cannot read this message' }],
  [11232, { kind: 'throttled', hint: 'the bot has sent more than its 5 messages a second or 100 a minute' }],
  [11246, { kind: 'refused', hint: 'it cannot read the card of this message' }],
  [19001, { kind: 'refused', hint: 'the address is wrong, or the bot was removed from the group' }],
  [19002, { kind: 'refused', hint: 'it cannot read this message' }],
  [19021, { kind: 'refused', hint: "the secret is not the bot's, or this machine's clock is an hour off" }],
  [19022, { kind: 'refused', hint: 'the IP address that it came from is not on the list of the bot' }],
  [19024, { kind: 'refused', hint: 'the bot demands one of its keywords: set `keyword` to it' }],
  [19036, { kind: 'refused', hint: 'the message is too long' }],
]);

/** Feishu and Lark say in `code` how it went, whatever the status. */
export function classifyFeishu(answer: Answer, now: number): ChannelAnswer {
  return readVendorCode(answer, jsonOf(answer, FeishuAnswer), { who: 'Feishu', meanings, now });
}
