import { Secret, type SecretRef } from '../watch/ports/secret.ts';
import { Destination, type DestinationKind } from './destination.ts';

/** The fields that a kind needs besides, or in place of, `url`. Kinds that can sign do. */
const fields: { [Kind in DestinationKind]?: object } = {
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
  zulip: {
    url: 'https://example.zulipchat.com',
    bot: 'dr-bot@example.zulipchat.com',
    api_key: 'env:ZULIP_KEY',
    channel: 'disaster recovery',
  },
  webhook: { url: 'https://hooks.example.com/sdrs', sign: ['env:SIGNING_SECRET'] },
};

/**
 * Returns a destination of a kind; undefined for a kind that needs more than an address and has no fields
 * above.
 */
export const sampleOf = (kind: DestinationKind): Destination | undefined =>
  Destination.safeParse({ id: 'sample', kind, ...(fields[kind] ?? { url: 'env:URL' }) }).data;

const secrets: Readonly<Record<string, Secret>> = {
  // Every kind accepts an address of this machine, whatever the vendor's hosts are.
  'env:URL': new Secret('http://127.0.0.1/sample'),
  'env:SECRET': new Secret('SECsample'),
  'env:NTFY_TOKEN': new Secret(`tk_${'a'.repeat(29)}`),
  'env:ROUTING_KEY': new Secret('a'.repeat(32)),
  'env:SLACK_TOKEN': new Secret(`xoxb-${'a'.repeat(24)}`),
  'env:BOT_TOKEN': new Secret(`123456789:${'a'.repeat(35)}`),
  'env:ZULIP_KEY': new Secret('a'.repeat(32)),
  'env:SIGNING_SECRET': new Secret(`whsec_${Buffer.alloc(32, 'sample').toString('base64')}`),
};

/** Returns a secret of the samples. Throws TypeError for an unknown reference. */
export function sampleSecret(reference: SecretRef): Secret {
  const secret = secrets[reference];
  if (secret === undefined) throw new TypeError(`The samples have no secret behind ${reference}.`);
  return secret;
}
