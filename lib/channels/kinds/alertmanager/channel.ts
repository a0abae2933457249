import { durationSeconds } from '../../../polling/duration.ts';
import { Secret } from '../../../watch/secret.ts';
import type { Channel, Prepared, Refused, Sending } from '../../channel.ts';
import { addressOf, urlReference } from '../../clear-or-secret-url.ts';
import { classifyAlertmanager } from './classify.ts';
import { AlertmanagerConfig } from './config.ts';
import { renderAlertmanager } from './render.ts';

/** Alerts in Prometheus' Alertmanager: raised by what is bad, ended by the success of the same job. */
export const alertmanager: Channel<AlertmanagerConfig> = {
  kind: 'alertmanager',
  config: AlertmanagerConfig,
  schedule: 'incident',
  readers: 'machines',
  pages: true,
  // So that news which comes late does not open again what is over.
  modeOf: () => 'update',
  secretsOf: (config) => [urlReference(config), config.token].filter((reference) => reference !== undefined),
  request,
  classify: classifyAlertmanager,
};

const daySeconds = 86_400;

function request(config: AlertmanagerConfig, sending: Sending): Prepared {
  const { secret, now } = sending;
  const address = addressOf(config, secret, 'https://alertmanager.example.com');
  if (address.kind === 'refused') return address;
  const authorization = authorizationOf(config, secret);
  if (authorization.kind === 'refused') return authorization;
  const lastsSeconds = durationSeconds(config.lasts ?? '24h') ?? daySeconds;
  return {
    kind: 'post',
    url: alertsUrl(address.url),
    headers: { 'content-type': 'application/json; charset=utf-8', ...authorization.headers },
    body: JSON.stringify(renderAlertmanager(sending, { labels: config.labels ?? {}, lastsSeconds, now })),
  };
}

function alertsUrl(base: Secret): Secret {
  const target = new URL(base.reveal());
  target.pathname = `${target.pathname.replace(/(?<!\/)\/+$/, '')}/api/v2/alerts`;
  return new Secret(target.href);
}

function authorizationOf(
  { token: reference }: AlertmanagerConfig,
  secret: Sending['secret'],
): { kind: 'headers'; headers: Record<string, string> } | Refused {
  if (reference === undefined) return { kind: 'headers', headers: {} };
  const token = secret(reference).reveal();
  if (/^[A-Za-z0-9._~+/=-]{1,4096}$/.test(token)) {
    return { kind: 'headers', headers: { authorization: `Bearer ${token}` } };
  }
  return {
    kind: 'refused',
    why: `the secret ${reference}: expected a bearer token (RFC 6750, 2.1), found something else (not shown: it is a secret)`,
  };
}
