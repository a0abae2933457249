import * as z from 'zod';
import { jsonOf } from '../../answer/json-of.ts';
import { type CodeMeaning, readVendorAnswer, type Vendor, VendorCode } from '../../answer/vendor-answer.ts';
import type { Channel } from '../../channel.ts';
import { jsonToSecretUrl } from '../../post.ts';
import type { MattermostConfig } from './config.ts';
import { renderMattermost } from './render.ts';

/** A Mattermost channel by incoming webhook, on any server. */
export const mattermost: Channel<MattermostConfig> = {
  schedule: 'chat',
  readers: 'people',
  request: jsonToSecretUrl({
    example: 'https://mattermost.example.com/hooks/…',
    body: ({ mention }, { message }) => renderMattermost(message, mention),
  }),
  // Mattermost answers "ok", or JSON with the `id` of an error.
  readAnswer: (answer, now) =>
    readVendorAnswer(
      answer,
      { accepted: answer.body.trim() === 'ok', code: jsonOf(answer, MattermostError)?.id },
      { ...vendor, now },
    ),
};

const MattermostError = z.object({ id: VendorCode });

const vendor: Vendor = {
  who: 'Mattermost',
  // Error ids, the same in every language (mattermost/mattermost server/channels/app/webhook.go,
  // server/i18n/en.json).
  meanings: new Map<string, CodeMeaning>([
    [
      'web.incoming_webhook.invalid.app_error',
      { kind: 'gone', hint: 'the webhook has been deleted, or its address is wrong' },
    ],
    ['app.channel.get.existing.app_error', { kind: 'gone', hint: 'the channel has been deleted' }],
    [
      'api.post.create_post.can_not_post_to_deleted.error',
      { kind: 'gone', hint: 'the channel has been archived' },
    ],
    [
      'web.incoming_webhook.disabled.app_error',
      {
        kind: 'refused',
        hint: 'incoming webhooks are turned off in the System Console, Integration Management',
      },
    ],
    [
      'web.incoming_webhook.permissions.app_error',
      { kind: 'refused', hint: 'the creator of the webhook may not post in its channel any more' },
    ],
    [
      'web.incoming_webhook.user.app_error',
      { kind: 'refused', hint: 'the account that created the webhook does not exist any more' },
    ],
    ['web.incoming_webhook.parse.app_error', { kind: 'refused', hint: 'it cannot read this message' }],
    ['model.incoming_hook.parse_data.app_error', { kind: 'refused', hint: 'it cannot read this message' }],
  ]),
  proof: 'its "ok"',
};
