import type { Channel, Prepared, Sending } from '../../channel.ts';
import { checkedUrl } from '../../secret-url.ts';
import { classifyTeams } from './classify.ts';
import { TeamsConfig, teamsHosts } from './config.ts';
import { renderTeams } from './render.ts';

/** A channel or chat of Microsoft Teams by a workflow. */
export const teams: Channel<TeamsConfig> = {
  kind: 'teams',
  config: TeamsConfig,
  schedule: 'chat',
  readers: 'people',
  secretsOf: (config) => [config.url],
  request,
  classify: classifyTeams,
};

function request(config: TeamsConfig, { message, secret }: Sending): Prepared {
  const address = checkedUrl(secret(config.url), {
    reference: config.url,
    hosts: teamsHosts,
    example: 'https://….environment.api.powerplatform.com/powerautomate/automations/direct/workflows/…',
  });
  if (address.kind === 'refused') return address;
  return {
    kind: 'post',
    url: address.url,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(renderTeams(message, config.mention)),
  };
}
