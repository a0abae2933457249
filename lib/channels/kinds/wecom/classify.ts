import * as z from 'zod';
import type { ChannelAnswer } from '../../../notification/delivery.ts';
import { jsonOf } from '../../answer/json-of.ts';
import { type CodeMeaning, readVendorCode } from '../../answer/vendor-code.ts';
import type { Answer } from '../../channel.ts';

const WecomAnswer = z.object({ errcode: z.int() });

/** developer.work.weixin.qq.com/document/path/90313, the global error codes. */
const meanings: ReadonlyMap<number, CodeMeaning> = new Map([
  [-1, { kind: 'try_again', hint: 'it is busy' }],
  [40008, { kind: 'refused', hint: 'it does not know messages of type markdown_v2' }],
  [40058, { kind: 'refused', hint: 'a part of the message is missing or too long' }],
  [45009, { kind: 'throttled', seconds: 60, hint: 'more than its 20 messages a minute were sent' }],
  [45033, { kind: 'throttled', hint: 'too many messages were sent at once' }],
  [93000, { kind: 'refused', hint: 'the key in the address is wrong, or it was removed from the group' }],
  [93004, { kind: 'refused', hint: 'it has been disabled: enable it in the settings of the group' }],
  [93008, { kind: 'refused', hint: 'it is not in the group any more: add it again' }],
]);

/** WeCom answers 200 whatever happens: `errcode` says how it went. */
export function classifyWecom(answer: Answer, now: number): ChannelAnswer {
  const answered = jsonOf(answer, WecomAnswer);
  return readVendorCode(answer, answered && { code: answered.errcode }, { who: 'WeCom', meanings, now });
}
