import type { Channel, Prepared, Sending } from '../../channel.ts';
import { checkedUrl } from '../../secret-url.ts';
import { classifySlack } from './classify.ts';
import { SlackConfig, slackHosts } from './config.ts';
import { renderSlack } from './render.ts';

/** A Slack channel by incoming webhook. */
export const slack: Channel<SlackConfig> = {
  kind: 'slack',
  config: SlackConfig,
  schedule: 'chat',
  readers: 'people',
  secretsOf: (config) => [config.url],
  request,
  classify: classifySlack,
};

function request(config: SlackConfig, { message, secret }: Sending): Prepared {
  const address = checkedUrl(secret(config.url), {
    reference: config.url,
    hosts: slackHosts,
    example: 'https://hooks.slack.com/services/…',
  });
  if (address.kind === 'refused') return address;
  return {
    kind: 'post',
    url: address.url,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(renderSlack(message)),
  };
}
