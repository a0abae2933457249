import { Secret } from '../../../watch/ports/secret.ts';
import { readStatus } from '../../answer/read-status.ts';
import type { Answer, Channel, Prepared, Sending } from '../../channel.ts';
import { jsonPost, wrongSecret } from '../../post.ts';
import { type PagerdutyConfig, pagerdutyHosts } from './config.ts';
import { renderPagerduty } from './render.ts';

/**
 * Incidents in PagerDuty. A problem opens the incident of its watch; the success of the watch resolves it.
 */
export const pagerduty: Channel<PagerdutyConfig> = {
  schedule: 'incident',
  readers: 'machines',
  pages: true,
  // A late notification must not open a resolved incident again.
  modeOf: () => 'update',
  request,
  readAnswer,
};

function request(config: PagerdutyConfig, sending: Sending): Prepared {
  const key = sending.secret(config.routing_key).reveal();
  if (!/^[A-Za-z0-9]{32}$/.test(key)) {
    return wrongSecret(config.routing_key, 'an integration key of 32 letters and digits');
  }
  const host = pagerdutyHosts[config.region ?? 'us'];
  return jsonPost(new Secret(`https://${host}/v2/enqueue`), renderPagerduty(sending, key));
}

/**
 * PagerDuty answers 202 to an event that it took, and 400 to one that it never will
 * (developer.pagerduty.com/docs/events-api-v2-overview, "Response Codes").
 */
function readAnswer(answer: Answer, now: number): ReturnType<typeof readStatus> {
  const byStatus = readStatus(answer, { who: 'PagerDuty', now });
  if (answer.status === 400) {
    const why =
      'PagerDuty answered 400: the integration key is wrong, or PagerDuty does not accept this event';
    return { kind: 'refused', why };
  }
  return byStatus.kind === 'delivered' ? { ...byStatus, reference: 'known to the vendor' } : byStatus;
}
