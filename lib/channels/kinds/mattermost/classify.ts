import * as z from 'zod';
import type { ChannelAnswer } from '../../../notification/delivery.ts';
import { jsonOf } from '../../answer/json-of.ts';
import type { CodeMeaning } from '../../answer/vendor-code.ts';
import { readVendorWord, VendorWord } from '../../answer/vendor-word.ts';
import type { Answer } from '../../channel.ts';

/** Ids of errors, which servers of every language share (mattermost/mattermost server/channels/app/webhook.go, server/i18n/en.json). */
const meanings: ReadonlyMap<string, CodeMeaning> = new Map([
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
    { kind: 'refused', hint: 'whoever made the webhook may no longer post in its channel' },
  ],
  [
    'web.incoming_webhook.user.app_error',
    { kind: 'refused', hint: 'the account of whoever made the webhook is gone' },
  ],
  ['web.incoming_webhook.parse.app_error', { kind: 'refused', hint: 'it cannot read this message' }],
  ['model.incoming_hook.parse_data.app_error', { kind: 'refused', hint: 'it cannot read this message' }],
]);

const MattermostError = z.object({ id: VendorWord });

/** Mattermost says "ok" in the body of a 200, and otherwise what is wrong as JSON with an `id`. */
export const classifyMattermost = (answer: Answer, now: number): ChannelAnswer =>
  readVendorWord(
    answer,
    { word: jsonOf(answer, MattermostError)?.id, proven: answer.body.trim() === 'ok' },
    { who: 'Mattermost', meanings, proof: 'its "ok"', now },
  );
