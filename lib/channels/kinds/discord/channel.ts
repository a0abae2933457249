import * as z from 'zod';
import { Secret } from '../../../watch/ports/secret.ts';
import { jsonOf } from '../../answer/json-of.ts';
import { type CodeMeaning, readVendorAnswer, type Vendor, VendorCode } from '../../answer/vendor-answer.ts';
import type { Answer, Channel } from '../../channel.ts';
import { jsonToSecretUrl } from '../../post.ts';
import type { DiscordConfig } from './config.ts';
import { renderDiscord } from './render.ts';

/** A Discord channel by webhook. */
export const discord: Channel<DiscordConfig> = {
  schedule: 'chat',
  readers: 'people',
  modeOf: ({ mode = 'new' }) => mode,
  request: (config, sending) => {
    const prepared = post(config, sending);
    const isUpdate = prepared.kind === 'post' && sending.earlier !== undefined;
    return isUpdate ? { ...prepared, method: 'PATCH' } : prepared;
  },
  readAnswer,
};

const post = jsonToSecretUrl<DiscordConfig>({
  hosts: ['discord.com', 'discordapp.com', 'ptb.discord.com', 'canary.discord.com'],
  example: 'https://discord.com/api/webhooks/…',
  address: (url, _config, { earlier }) => messageUrl(url, earlier),
  body: ({ mention }, { message }) => renderDiscord(message, mention),
});

/**
 * Without `wait` Discord does not report a message that it could not save. Without a version it answers in an
 * old form: no error codes, and milliseconds in place of seconds (docs.discord.com/developers/reference, "API
 * Versioning").
 */
function messageUrl(url: Secret, earlier: string | undefined): Secret {
  const target = new URL(url.reveal());
  target.pathname = target.pathname.replace(/^\/api\/webhooks\//, '/api/v10/webhooks/');
  if (earlier !== undefined) target.pathname += `/messages/${encodeURIComponent(earlier)}`;
  target.searchParams.set('wait', 'true');
  return new Secret(target.href);
}

const DiscordMessage = z.object({ id: z.string().regex(/^[0-9]{1,20}$/) });
const DiscordError = z.object({ code: VendorCode });
const DiscordThrottled = z.object({ retry_after: z.number().min(0).max(86_400) });

const vendor: Vendor = {
  who: 'Discord',
  // docs.discord.com/developers/topics/opcodes-and-status-codes, "JSON Error Codes".
  meanings: new Map<string, CodeMeaning>([
    ['404', { kind: 'gone', hint: 'the webhook does not exist; Discord forbids further calls' }],
    ['10003', { kind: 'gone', hint: 'the channel has been deleted' }],
    ['10008', { kind: 'message_gone', hint: 'the message has been deleted' }],
    ['10015', { kind: 'gone', hint: 'the webhook has been deleted' }],
    ['50027', { kind: 'refused', hint: 'the token in the address is wrong or has been changed' }],
    ['50035', { kind: 'refused', hint: 'it does not accept the form of this message' }],
    ['50083', { kind: 'refused', hint: 'the thread in the address is archived' }],
    ['160005', { kind: 'refused', hint: 'the thread in the address is locked' }],
    [
      '220001',
      { kind: 'refused', hint: 'the webhook belongs to a forum; add ?thread_id=… of one of its threads' },
    ],
  ]),
  proof: 'the message that it saved',
};

/**
 * Discord answers with the message that it saved, because of `wait=true`, or with a code and a wait in
 * seconds.
 */
function readAnswer(answer: Answer, now: number): ReturnType<typeof readVendorAnswer> {
  const saved = jsonOf(answer, DiscordMessage);
  const read = readVendorAnswer(
    answer,
    {
      accepted: saved !== undefined,
      code: saved === undefined ? jsonOf(answer, DiscordError)?.code : undefined,
      seconds: jsonOf(answer, DiscordThrottled)?.retry_after,
    },
    { ...vendor, now },
  );
  return read.kind === 'delivered' && saved !== undefined ? { ...read, reference: saved.id } : read;
}
