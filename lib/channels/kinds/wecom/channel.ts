import * as z from 'zod';
import { jsonOf } from '../../answer/json-of.ts';
import { type CodeMeaning, readVendorAnswer, type Vendor } from '../../answer/vendor-answer.ts';
import type { Channel } from '../../channel.ts';
import { jsonToSecretUrl } from '../../post.ts';
import type { WecomConfig } from './config.ts';
import { renderWecom } from './render.ts';

/** A WeCom group by message push. */
export const wecom: Channel<WecomConfig> = {
  schedule: 'chat',
  readers: 'people',
  request: jsonToSecretUrl({
    hosts: ['qyapi.weixin.qq.com'],
    example: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…',
    body: (_config, { message }) => renderWecom(message),
  }),
  // WeCom answers 200 to everything. `errcode` says whether it took the message.
  readAnswer: (answer, now) => {
    const code = jsonOf(answer, WecomAnswer)?.errcode;
    return readVendorAnswer(answer, { accepted: code === 0, code: code?.toString() }, { ...vendor, now });
  },
};

const WecomAnswer = z.object({ errcode: z.int() });

const vendor: Vendor = {
  who: 'WeCom',
  // developer.work.weixin.qq.com/document/path/90313, the global error codes.
  meanings: new Map<string, CodeMeaning>([
    ['-1', { kind: 'try_again', hint: 'it is busy' }],
    ['40008', { kind: 'refused', hint: 'it does not know messages of type markdown_v2' }],
    ['40058', { kind: 'refused', hint: 'a part of the message is missing or too long' }],
    ['45009', { kind: 'throttled', seconds: 60, hint: 'more than its 20 messages a minute were sent' }],
    ['45033', { kind: 'throttled', hint: 'too many messages were sent at once' }],
    ['93000', { kind: 'refused', hint: 'the key in the address is wrong, or it was removed from the group' }],
    ['93004', { kind: 'refused', hint: 'it is disabled: enable it in the settings of the group' }],
    ['93008', { kind: 'refused', hint: 'it is not in the group any more: add it again' }],
  ]),
  proof: 'a code',
};
