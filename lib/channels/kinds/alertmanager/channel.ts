import { durationSeconds } from '../../../polling/duration.ts';
import { Secret } from '../../../watch/ports/secret.ts';
import { readStatus } from '../../answer/read-status.ts';
import type { Answer, Channel, Prepared, Sending } from '../../channel.ts';
import { addressOf, bearerHeader, jsonPost } from '../../post.ts';
import type { AlertmanagerConfig } from './config.ts';
import { renderAlertmanager } from './render.ts';

/**
 * Alerts in Prometheus' Alertmanager. A problem fires the alert of its job; the job's success resolves it.
 */
export const alertmanager: Channel<AlertmanagerConfig> = {
  schedule: 'incident',
  readers: 'machines',
  pages: true,
  // A late notification must not fire a resolved alert again.
  modeOf: () => 'update',
  request,
  readAnswer,
};

const daySeconds = 86_400;

function request(config: AlertmanagerConfig, sending: Sending): Prepared {
  const { secret, now } = sending;
  const address = addressOf(config, secret, 'https://alertmanager.example.com');
  if (address.kind === 'refused') return address;
  const authorization = bearerHeader(config.token, secret, {
    form: /^[A-Za-z0-9._~+/=-]{1,4096}$/,
    expected: 'a bearer token (RFC 6750, 2.1)',
  });
  if (authorization.kind === 'refused') return authorization;
  const lastsSeconds = durationSeconds(config.lasts ?? '24h') ?? daySeconds;
  const alerts = renderAlertmanager(sending, { labels: config.labels ?? {}, lastsSeconds, now });
  return jsonPost(alertsUrl(address.url), alerts, authorization.headers);
}

function alertsUrl(base: Secret): Secret {
  const target = new URL(base.reveal());
  target.pathname = `${target.pathname.replace(/(?<!\/)\/+$/, '')}/api/v2/alerts`;
  return new Secret(target.href);
}

/** Alertmanager answers with its status: 200 if it took the alert, 400 if the alert is wrong. */
function readAnswer(answer: Answer, now: number): ReturnType<typeof readStatus> {
  const byStatus = readStatus(answer, { who: 'Alertmanager', now });
  if (answer.status === 404) {
    return {
      kind: 'refused',
      why: 'Alertmanager answered 404: configure its address without /api/v2/alerts',
    };
  }
  return byStatus.kind === 'delivered' ? { ...byStatus, reference: 'known to the vendor' } : byStatus;
}
