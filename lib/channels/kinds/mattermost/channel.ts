import type { Channel, Prepared, Sending } from '../../channel.ts';
import { checkedUrl } from '../../secret-url.ts';
import { classifyMattermost } from './classify.ts';
import { MattermostConfig } from './config.ts';
import { renderMattermost } from './render.ts';

/** A Mattermost channel by incoming webhook, on any server. */
export const mattermost: Channel<MattermostConfig> = {
  kind: 'mattermost',
  config: MattermostConfig,
  schedule: 'chat',
  readers: 'people',
  secretsOf: (config) => [config.url],
  request,
  classify: classifyMattermost,
};

function request(config: MattermostConfig, { message, secret }: Sending): Prepared {
  const address = checkedUrl(secret(config.url), {
    reference: config.url,
    example: 'https://mattermost.example.com/hooks/…',
  });
  if (address.kind === 'refused') return address;
  return {
    kind: 'post',
    url: address.url,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(renderMattermost(message, config.mention)),
  };
}
