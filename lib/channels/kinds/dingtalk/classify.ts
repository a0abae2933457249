import * as z from 'zod';
import type { ChannelAnswer } from '../../../notification/delivery.ts';
import { jsonOf } from '../../answer/json-of.ts';
import { type CodeMeaning, readVendorCode } from '../../answer/vendor-code.ts';
import type { Answer } from '../../channel.ts';

const DingtalkAnswer = z.object({ errcode: z.int(), wait: z.number().nonnegative().optional() });

/** The limit is 20 messages a minute: sooner than that nothing is taken, whatever `wait` says. */
const tooFast: CodeMeaning = {
  kind: 'throttled',
  seconds: 60,
  hint: 'the robot has sent more than its 20 messages a minute',
};

/** open.dingtalk.com, "Custom robot access", "Common error codes"; the last three as they were seen. */
const meanings: ReadonlyMap<number, CodeMeaning> = new Map([
  [-1, { kind: 'try_again', hint: 'it is busy' }],
  [40035, { kind: 'refused', hint: 'it cannot read this message' }],
  [43004, { kind: 'refused', hint: 'it cannot read this message' }],
  [
    310000,
    {
      kind: 'refused',
      hint:
        "a security setting of the robot does not let it through: check the secret of its signature, this machine's " +
        'clock, its keyword, and the addresses that it takes messages from',
    },
  ],
  [400013, { kind: 'gone', hint: 'the group has been dissolved' }],
  [400101, { kind: 'refused', hint: 'the access_token in the address is wrong, or the robot was removed' }],
  [400102, { kind: 'refused', hint: 'the robot has been disabled: enable it in the settings of the group' }],
  [400105, { kind: 'refused', hint: 'the robot does not take this type of message' }],
  [400106, { kind: 'gone', hint: 'the robot has been removed from the group' }],
  [410100, tooFast],
  [430101, { kind: 'refused', hint: 'it takes the message for one with an unsafe link' }],
  [430102, { kind: 'refused', hint: 'it takes the message for one with improper text' }],
  [430104, { kind: 'refused', hint: 'it takes the message for one with improper content' }],
  [130101, tooFast],
  [90030, { kind: 'throttled', hint: 'the quota of this webhook is used up' }],
  [300001, { kind: 'refused', hint: 'the access_token in the address is wrong, or a field is missing' }],
]);

/** DingTalk answers 200 whatever happens: `errcode` says how it went. */
export function classifyDingtalk(answer: Answer, now: number): ChannelAnswer {
  const answered = jsonOf(answer, DingtalkAnswer);
  return readVendorCode(
    answer,
    answered && { code: answered.errcode, ...(answered.wait !== undefined && { seconds: answered.wait }) },
    { who: 'DingTalk', meanings, now },
  );
}
