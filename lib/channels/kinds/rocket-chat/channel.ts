import type { Channel, Prepared, Sending } from '../../channel.ts';
import { checkedUrl } from '../../secret-url.ts';
import { classifyRocketChat } from './classify.ts';
import { RocketChatConfig } from './config.ts';
import { renderRocketChat } from './render.ts';

/** A Rocket.Chat channel by incoming integration, on any server. */
export const rocketChat: Channel<RocketChatConfig> = {
  kind: 'rocket-chat',
  config: RocketChatConfig,
  schedule: 'chat',
  readers: 'people',
  secretsOf: (config) => [config.url],
  request,
  classify: classifyRocketChat,
};

function request(config: RocketChatConfig, { message, secret }: Sending): Prepared {
  const address = checkedUrl(secret(config.url), {
    reference: config.url,
    example: 'https://chat.example.com/hooks/…',
  });
  if (address.kind === 'refused') return address;
  return {
    kind: 'post',
    url: address.url,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(renderRocketChat(message, config.mention)),
  };
}
