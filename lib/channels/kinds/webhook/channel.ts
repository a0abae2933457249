import type { SecretRef } from '../../../watch/secret.ts';
import type { Channel, Prepared, Refused, Sending } from '../../channel.ts';
import { addressOf, urlReference } from '../../clear-or-secret-url.ts';
import { classifyWebhook } from './classify.ts';
import { WebhookConfig } from './config.ts';
import { contentTypes, renderEvent, renderStandard } from './render.ts';
import { type SigningKey, signatureHeaders, signingKey } from './sign.ts';

/** Any HTTPS receiver: structured CloudEvents or plain events, signed after Standard Webhooks. */
export const webhook: Channel<WebhookConfig> = {
  kind: 'webhook',
  config: WebhookConfig,
  schedule: 'webhook',
  readers: 'machines',
  secretsOf: (config) => {
    const reference = urlReference(config);
    return reference === undefined ? config.sign : [reference, ...config.sign];
  },
  request,
  classify: classifyWebhook,
};

function request(config: WebhookConfig, { notification, secret, now }: Sending): Prepared {
  const { format = 'cloudevents' } = config;
  const address = addressOf(config, secret, 'https://hooks.example.com/sdrs');
  if (address.kind === 'refused') return address;
  const keys: SigningKey[] = [];
  for (const reference of config.sign) {
    const key = signingKey(secret(reference));
    if (key === undefined) return wrongSigningSecret(reference);
    keys.push(key);
  }
  const body = format === 'cloudevents' ? renderEvent(notification) : renderStandard(notification);
  const timestampSeconds = Math.floor(now / 1_000);
  return {
    kind: 'post',
    url: address.url,
    headers: {
      'content-type': contentTypes[format],
      ...signatureHeaders({ id: notification.id, timestampSeconds, body }, keys),
    },
    body,
  };
}

const wrongSigningSecret = (reference: SecretRef): Refused => ({
  kind: 'refused',
  why:
    `the secret ${reference}: expected whsec_ and the base64 of 24 to 64 bytes, or whsk_ and the base64 of an ed25519 ` +
    'key of 32 or 64 bytes, found something else (not shown: it is a secret); make one with: ' +
    'echo "whsec_$(openssl rand -base64 32)"',
});
