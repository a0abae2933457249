import { Secret } from '../../watch/secret.ts';
import type { Channel, Prepared, Sending } from '../channel.ts';
import { checkedUrl } from '../secret-url.ts';
import { classifyDiscord } from './classify.ts';
import { DiscordConfig, discordHosts } from './config.ts';
import { renderDiscord } from './render.ts';

/** A Discord channel by webhook. */
export const discord: Channel<DiscordConfig> = {
  kind: 'discord',
  config: DiscordConfig,
  schedule: 'chat',
  readers: 'people',
  secretsOf: (config) => [config.url],
  request,
  classify: classifyDiscord,
};

function request(config: DiscordConfig, { message, secret }: Sending): Prepared {
  const address = checkedUrl(secret(config.url), {
    reference: config.url,
    hosts: discordHosts,
    example: 'https://discord.com/api/webhooks/…',
  });
  if (address.kind === 'refused') return address;
  return {
    kind: 'post',
    url: waitingUrl(address.url),
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(renderDiscord(message, config.mention)),
  };
}

/**
 * Without `wait` Discord says nothing of a message that it does not save. Without a version it answers as an old one, whose
 * errors have no codes and whose seconds are milliseconds (docs.discord.com/developers/reference, "API Versioning").
 */
function waitingUrl(url: Secret): Secret {
  const target = new URL(url.reveal());
  target.pathname = target.pathname.replace(/^\/api\/webhooks\//, '/api/v10/webhooks/');
  target.searchParams.set('wait', 'true');
  return new Secret(target.href);
}
