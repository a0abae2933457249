import * as z from 'zod';
import { jsonOf } from '../../answer/json-of.ts';
import { type CodeMeaning, readVendorAnswer, type Vendor } from '../../answer/vendor-answer.ts';
import type { Channel } from '../../channel.ts';
import { jsonToSecretUrl } from '../../post.ts';
import type { DingtalkConfig } from './config.ts';
import { renderDingtalk } from './render.ts';
import { signedAddress } from './sign.ts';

/** A DingTalk group by custom robot. */
export const dingtalk: Channel<DingtalkConfig> = {
  schedule: 'chat',
  readers: 'people',
  request: jsonToSecretUrl({
    hosts: ['oapi.dingtalk.com'],
    example: 'https://oapi.dingtalk.com/robot/send?access_token=…',
    address: (url, config, { secret, now }) =>
      config.secret === undefined ? url : signedAddress(url, secret(config.secret), now),
    body: (config, { message }) => renderDingtalk(message, config),
  }),
  // DingTalk answers 200 to everything. `errcode` says whether it took the message.
  readAnswer: (answer, now) => {
    const { errcode, wait } = jsonOf(answer, DingtalkAnswer) ?? {};
    const verdict = { accepted: errcode === 0, code: errcode?.toString(), seconds: wait };
    return readVendorAnswer(answer, verdict, { ...vendor, now });
  },
};

const DingtalkAnswer = z.object({ errcode: z.int(), wait: z.number().nonnegative().optional() });

/** The limit is 20 messages a minute. A shorter wait does not help, whatever `wait` says. */
const tooFast: CodeMeaning = {
  kind: 'throttled',
  seconds: 60,
  hint: 'the robot has sent more than its 20 messages a minute',
};

const vendor: Vendor = {
  who: 'DingTalk',
  // open.dingtalk.com, "Custom robot access", "Common error codes". The last three were observed.
  meanings: new Map<string, CodeMeaning>([
    ['-1', { kind: 'try_again', hint: 'it is busy' }],
    ['40035', { kind: 'refused', hint: 'it cannot read this message' }],
    ['43004', { kind: 'refused', hint: 'it cannot read this message' }],
    [
      '310000',
      {
        kind: 'refused',
        hint:
          'a security setting of the robot blocks the message: check the secret of its signature, the clock of this ' +
          'machine, its keyword, and the addresses that it accepts messages from',
      },
    ],
    ['400013', { kind: 'gone', hint: 'the group has been dissolved' }],
    [
      '400101',
      { kind: 'refused', hint: 'the access_token in the address is wrong, or the robot was removed' },
    ],
    ['400102', { kind: 'refused', hint: 'the robot is disabled: enable it in the settings of the group' }],
    ['400105', { kind: 'refused', hint: 'the robot does not accept this type of message' }],
    ['400106', { kind: 'gone', hint: 'the robot has been removed from the group' }],
    ['410100', tooFast],
    ['430101', { kind: 'refused', hint: 'it found an unsafe link in the message' }],
    ['430102', { kind: 'refused', hint: 'it found improper text in the message' }],
    ['430104', { kind: 'refused', hint: 'it found improper content in the message' }],
    ['130101', tooFast],
    ['90030', { kind: 'throttled', hint: 'the quota of this webhook is used up' }],
    ['300001', { kind: 'refused', hint: 'the access_token in the address is wrong, or a field is missing' }],
  ]),
  proof: 'a code',
};
