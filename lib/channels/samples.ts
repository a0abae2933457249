import { Secret, type SecretRef } from '../watch/secret.ts';
import { Destination } from './registry.ts';

/** Every kind of channel that the configuration takes. */
export const kinds = Destination.options.map(({ shape }) => shape.kind.value);

/** What a kind needs besides, or in place of, an address; where it can sign, it does. */
const peculiarities: { [Kind in Destination['kind']]?: object } = {
  alertmanager: { url: 'https://alertmanager.example.com' },
  'amazon-q': { topic: 'arn:aws:sns:eu-central-1:123456789012:dr-team' },
  dingtalk: { url: 'env:URL', secret: 'env:SECRET' },
  email: { region: 'eu-central-1', from: 'jobwatch@example.com', to: ['dr-team@example.com'] },
  eventbridge: { region: 'eu-central-1' },
  feishu: { url: 'env:URL', secret: 'env:SECRET' },
  ntfy: { url: 'env:URL', token: 'env:NTFY_TOKEN' },
  pagerduty: { routing_key: 'env:ROUTING_KEY' },
  'slack-bot': { token: 'env:SLACK_TOKEN', channel: 'C0123456789' },
  sns: { topic: 'arn:aws:sns:eu-central-1:123456789012:dr-team' },
  telegram: { token: 'env:BOT_TOKEN', chat_id: -1001234567890 },
  webhook: { url: 'https://hooks.example.com/sdrs', sign: ['env:SIGNING_SECRET'] },
};

/** A destination of a kind; undefined for a kind that needs more than an address and does not stand above. */
export function sampleOf(kind: Destination['kind']): Destination | undefined {
  const needs = peculiarities[kind] ?? { url: 'env:URL' };
  return Destination.safeParse({ id: 'sample', kind, ...needs }).data;
}

const secrets: Readonly<Record<string, Secret>> = {
  // A chat's address may be on this machine, whatever the vendor's hosts are.
  'env:URL': new Secret('http://127.0.0.1/sample'),
  'env:SECRET': new Secret('SECsample'),
  'env:NTFY_TOKEN': new Secret(`tk_${'a'.repeat(29)}`),
  'env:ROUTING_KEY': new Secret('a'.repeat(32)),
  'env:SLACK_TOKEN': new Secret(`xoxb-${'a'.repeat(24)}`),
  'env:BOT_TOKEN': new Secret(`123456789:${'a'.repeat(35)}`),
  'env:SIGNING_SECRET': new Secret(`whsec_${Buffer.alloc(32, 'sample').toString('base64')}`),
};

/** The secrets of all samples. Throws TypeError for another reference. */
export function sampleSecret(reference: SecretRef): Secret {
  const secret = secrets[reference];
  if (secret === undefined) throw new TypeError(`The samples have no secret behind ${reference}.`);
  return secret;
}
