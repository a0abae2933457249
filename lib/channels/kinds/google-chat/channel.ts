import { Secret } from '../../../watch/secret.ts';
import type { Channel, Prepared, Sending } from '../../channel.ts';
import { checkedUrl } from '../../secret-url.ts';
import { classifyGoogleChat } from './classify.ts';
import { GoogleChatConfig, googleChatHosts } from './config.ts';
import { renderGoogleChat } from './render.ts';

/** A Google Chat space by incoming webhook. */
export const googleChat: Channel<GoogleChatConfig> = {
  kind: 'google-chat',
  config: GoogleChatConfig,
  schedule: 'chat',
  readers: 'people',
  secretsOf: (config) => [config.url],
  request,
  classify: classifyGoogleChat,
};

function request(config: GoogleChatConfig, { message, secret }: Sending): Prepared {
  const address = checkedUrl(secret(config.url), {
    reference: config.url,
    hosts: googleChatHosts,
    example: 'https://chat.googleapis.com/v1/spaces/…/messages?key=…&token=…',
  });
  if (address.kind === 'refused') return address;
  return {
    kind: 'post',
    url: config.mode === 'thread' ? threadedUrl(address.url) : address.url,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(renderGoogleChat(message, config)),
  };
}

/** Without this option the key of a thread is ignored (reference of spaces.messages.create, "messageReplyOption"). */
function threadedUrl(url: Secret): Secret {
  const target = new URL(url.reveal());
  target.searchParams.set('messageReplyOption', 'REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD');
  return new Secret(target.href);
}
