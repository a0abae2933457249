import * as z from 'zod';
import type { ChannelAnswer } from '../../../notification/delivery.ts';
import { Secret } from '../../../watch/ports/secret.ts';
import { jsonOf } from '../../answer/json-of.ts';
import { readStatus } from '../../answer/read-status.ts';
import type { Answer, Channel, Prepared, Refused, Sending } from '../../channel.ts';
import { bearerHeader, checkedUrl, jsonPost, wrongSecret } from '../../post.ts';
import type { NtfyConfig } from './config.ts';
import { renderNtfy } from './render.ts';

/** A topic of an ntfy server. */
export const ntfy: Channel<NtfyConfig> = {
  schedule: 'chat',
  readers: 'people',
  request,
  readAnswer,
};

const example = 'https://ntfy.sh/topic';

function request(config: NtfyConfig, { message, secret }: Sending): Prepared {
  const topic = topicOf(config, secret);
  if (topic.kind === 'refused') return topic;
  const authorization = bearerHeader(config.token, secret, {
    form: /^tk_[A-Za-z0-9]{10,64}$/,
    expected: 'an access token (tk_…)',
  });
  if (authorization.kind === 'refused') return authorization;
  return jsonPost(topic.server, renderNtfy(message, topic.name), authorization.headers);
}

/** A JSON message goes to the server's root and names its topic (docs.ntfy.sh/publish/#publish-as-json). */
function topicOf(
  { url: reference }: NtfyConfig,
  secret: Sending['secret'],
): { kind: 'topic'; server: Secret; name: string } | Refused {
  const address = checkedUrl(secret(reference), { reference, example });
  if (address.kind === 'refused') return address;
  const { origin, pathname, search } = new URL(address.url.reveal());
  const name = /^\/([A-Za-z0-9_-]{1,64})$/.exec(pathname)?.[1];
  if (name === undefined || search !== '') {
    return wrongSecret(reference, `the address of a topic such as ${example}`, 'another URL');
  }
  return { kind: 'topic', server: new Secret(`${origin}/`), name };
}

const NtfyMessage = z.object({ id: z.string(), event: z.literal('message') });
const NtfyError = z.object({ code: z.int() });

/** github.com/binwiederhier/ntfy, server/errors.go. */
const hints: ReadonlyMap<number, string> = new Map([
  [40009, 'it does not accept the name of the topic'],
  [40010, 'it does not accept the name of the topic'],
  [40014, 'the message is too long, and the server stores no attachments'],
  [40101, 'the token is wrong or has expired'],
  [40301, 'the topic is protected: configure the token of a user who may write to it'],
  [41301, 'the message is too long'],
  [41303, 'the message is too long'],
  [42901, 'too many messages were sent at once'],
  [42908, 'the messages of this day are used up'],
]);

/**
 * ntfy answers with the message that it took, or with a status and a code of its own that explains the
 * status.
 */
function readAnswer(answer: Answer, now: number): ChannelAnswer {
  const byStatus = readStatus(answer, { who: 'The ntfy server', now });
  if (byStatus.kind === 'delivered') {
    if (jsonOf(answer, NtfyMessage) !== undefined) return byStatus;
    const answered = `The ntfy server answered ${answer.status}`;
    return {
      kind: 'refused',
      why: `${answered} without the message: the address may belong to something else`,
    };
  }
  const code = jsonOf(answer, NtfyError)?.code;
  if (code === undefined) return byStatus;
  const hint = hints.get(code);
  return { ...byStatus, why: `${byStatus.why} (${code}${hint === undefined ? '' : `: ${hint}`})` };
}
