import { Secret } from '../../../watch/secret.ts';
import type { Channel, Prepared, Sending } from '../../channel.ts';
import { classifyPagerduty } from './classify.ts';
import { PagerdutyConfig, pagerdutyHosts } from './config.ts';
import { renderPagerduty } from './render.ts';

/** Incidents in PagerDuty: opened by what is bad, resolved by the success of the same watch. */
export const pagerduty: Channel<PagerdutyConfig> = {
  kind: 'pagerduty',
  config: PagerdutyConfig,
  schedule: 'incident',
  readers: 'machines',
  pages: true,
  // So that news which comes late does not open again what is over.
  modeOf: () => 'update',
  secretsOf: (config) => [config.routing_key],
  request,
  classify: classifyPagerduty,
};

function request(config: PagerdutyConfig, sending: Sending): Prepared {
  const key = sending.secret(config.routing_key).reveal();
  if (!/^[A-Za-z0-9]{32}$/.test(key)) {
    return {
      kind: 'refused',
      why:
        `the secret ${config.routing_key}: expected an integration key of 32 letters and digits, ` +
        'found something else (not shown: it is a secret)',
    };
  }
  return {
    kind: 'post',
    url: new Secret(`https://${pagerdutyHosts[config.region ?? 'us']}/v2/enqueue`),
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(renderPagerduty(sending, key)),
  };
}
