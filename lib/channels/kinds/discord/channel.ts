import { Secret } from '../../../watch/secret.ts';
import type { Channel, Prepared, Sending } from '../../channel.ts';
import { checkedUrl } from '../../secret-url.ts';
import { classifyDiscord } from './classify.ts';
import { DiscordConfig, discordHosts } from './config.ts';
import { renderDiscord } from './render.ts';

/** A Discord channel by webhook. */
export const discord: Channel<DiscordConfig> = {
  kind: 'discord',
  config: DiscordConfig,
  schedule: 'chat',
  readers: 'people',
  modeOf: ({ mode = 'new' }) => mode,
  secretsOf: (config) => [config.url],
  request,
  classify: classifyDiscord,
};

function request(config: DiscordConfig, { message, earlier, secret }: Sending): Prepared {
  const address = checkedUrl(secret(config.url), {
    reference: config.url,
    hosts: discordHosts,
    example: 'https://discord.com/api/webhooks/…',
  });
  if (address.kind === 'refused') return address;
  return {
    kind: 'post',
    method: earlier === undefined ? 'POST' : 'PATCH',
    url: messageUrl(address.url, earlier),
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(renderDiscord(message, config.mention)),
  };
}

/**
 * Without `wait` Discord says nothing of a message that it does not save. Without a version it answers as an old one, whose
 * errors have no codes and whose seconds are milliseconds (docs.discord.com/developers/reference, "API Versioning").
 */
function messageUrl(url: Secret, earlier: string | undefined): Secret {
  const target = new URL(url.reveal());
  target.pathname = target.pathname.replace(/^\/api\/webhooks\//, '/api/v10/webhooks/');
  if (earlier !== undefined) target.pathname += `/messages/${encodeURIComponent(earlier)}`;
  target.searchParams.set('wait', 'true');
  return new Secret(target.href);
}
