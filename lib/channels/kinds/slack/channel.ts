import { type CodeMeaning, readVendorAnswer, type Vendor } from '../../answer/vendor-answer.ts';
import type { Channel } from '../../channel.ts';
import { jsonToSecretUrl } from '../../post.ts';
import type { SlackConfig } from './config.ts';
import { renderSlack } from './render.ts';

/** A Slack channel by incoming webhook. */
export const slack: Channel<SlackConfig> = {
  schedule: 'chat',
  readers: 'people',
  request: jsonToSecretUrl({
    hosts: ['hooks.slack.com', 'hooks.slack-gov.com'],
    example: 'https://hooks.slack.com/services/…',
    body: (_config, { message }) => renderSlack(message),
  }),
  // Slack answers 200 "ok", or an error status with one word
  // (api.slack.com/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks).
  readAnswer: (answer, now) => {
    const word = answer.body.trim();
    const code = /^[a-z0-9_]{1,64}$/.test(word) ? word : undefined;
    return readVendorAnswer(answer, { accepted: word === 'ok', code }, { ...vendor, now });
  },
};

const vendor: Vendor = {
  who: 'Slack',
  meanings: new Map<string, CodeMeaning>([
    ['channel_is_archived', { kind: 'gone', hint: 'the channel has been archived' }],
    ['channel_not_found', { kind: 'gone', hint: 'the channel has been deleted' }],
    ['no_service', { kind: 'gone', hint: 'the webhook has been removed or disabled' }],
    [
      'action_prohibited',
      { kind: 'refused', hint: 'the administrators of the workspace do not let this webhook post there' },
    ],
    ['invalid_blocks', { kind: 'refused', hint: 'it does not accept the blocks of this message' }],
    ['invalid_payload', { kind: 'refused', hint: 'it cannot read this message' }],
    ['invalid_token', { kind: 'refused', hint: 'the address is wrong or has been replaced' }],
    ['msg_blocks_too_long', { kind: 'refused', hint: 'the message is too long' }],
    ['no_team', { kind: 'refused', hint: 'the workspace in the address does not exist' }],
    ['user_not_found', { kind: 'refused', hint: 'the person that the webhook posts to does not exist' }],
  ]),
  proof: 'its "ok"',
};
