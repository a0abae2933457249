import * as z from 'zod';
import { Secret } from '../../../watch/ports/secret.ts';
import { jsonOf } from '../../answer/json-of.ts';
import { type CodeMeaning, readVendorAnswer, type Vendor, VendorCode } from '../../answer/vendor-answer.ts';
import type { Channel, Prepared, Sending } from '../../channel.ts';
import { addressOf, wrongSecret } from '../../post.ts';
import type { ZulipConfig } from './config.ts';
import { renderZulip } from './render.ts';

/** A Zulip channel by a bot. Each job has its own topic unless the configuration names one. */
export const zulip: Channel<ZulipConfig> = {
  schedule: 'chat',
  readers: 'people',
  request,
  readAnswer: (answer, now) =>
    readVendorAnswer(
      answer,
      {
        accepted: jsonOf(answer, Posted) !== undefined,
        code: jsonOf(answer, Failed)?.code,
        seconds: jsonOf(answer, Throttled)?.['retry-after'],
      },
      { ...vendor, now },
    ),
};

function request(config: ZulipConfig, { message, notification, secret }: Sending): Prepared {
  const address = addressOf(config, secret, 'https://example.zulipchat.com');
  if (address.kind === 'refused') return address;
  const key = secret(config.api_key).reveal();
  if (!/^[A-Za-z0-9]{32}$/.test(key)) return wrongSecret(config.api_key, 'an API key: 32 letters and digits');
  const url = new URL(address.url.reveal());
  url.pathname = `${url.pathname.replace(/\/$/, '')}/api/v1/messages`;
  return {
    kind: 'post',
    url: new Secret(url.href),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${Buffer.from(`${config.bot}:${key}`).toString('base64')}`,
    },
    body: new URLSearchParams({ ...renderZulip(message, notification.job.job_id, config) }).toString(),
  };
}

const Posted = z.object({ result: z.literal('success'), id: z.int() });
const Failed = z.object({ result: z.literal('error'), code: VendorCode });
/** The seconds have fractions (zulip.com/api/rest-error-handling). */
const Throttled = z.object({ 'retry-after': z.number().min(0).max(86_400) });

const refused = (hint: string): CodeMeaning => ({ kind: 'refused', hint });

const vendor: Vendor = {
  who: 'Zulip',
  // zulip.com/api/rest-error-handling and zulip/zulip zerver/lib/exceptions.py.
  meanings: new Map<string, CodeMeaning>([
    [
      'STREAM_DOES_NOT_EXIST',
      { kind: 'gone', hint: 'the channel does not exist, or the bot may not see it' },
    ],
    ['INVALID_API_KEY', refused('the API key is wrong or has been changed')],
    ['UNAUTHORIZED', refused('the API key or the e-mail address of the bot is wrong')],
    ['USER_DEACTIVATED', refused('the bot has been deactivated')],
    ['REALM_DEACTIVATED', { kind: 'gone', hint: 'the organization has been deactivated' }],
    ['RATE_LIMIT_HIT', { kind: 'throttled', hint: 'too many requests of this bot' }],
  ]),
  proof: 'the id of the message',
};
