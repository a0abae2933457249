import { Secret, type SecretRef } from '../../watch/secret.ts';
import type { Channel, Prepared, Refused, Sending } from '../channel.ts';
import { checkedUrl } from '../secret-url.ts';
import { classifyWebhook } from './classify.ts';
import { urlReference, WebhookConfig } from './config.ts';
import { contentType, renderEvent } from './render.ts';
import { signatureHeaders, signingKey } from './sign.ts';

/** Any HTTPS receiver: structured CloudEvents, signed after Standard Webhooks. */
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

function request(config: WebhookConfig, { notice, secret, now }: Sending): Prepared {
  const address = addressOf(config, secret);
  if (address.kind === 'refused') return address;
  const keys: Buffer[] = [];
  for (const reference of config.sign) {
    const key = signingKey(secret(reference));
    if (key === undefined) return wrongSigningSecret(reference);
    keys.push(key);
  }
  const body = renderEvent(notice);
  const timestampSeconds = Math.floor(now / 1_000);
  return {
    kind: 'post',
    url: address.url,
    headers: {
      'content-type': contentType,
      ...signatureHeaders({ id: notice.id, timestampSeconds, body }, keys),
    },
    body,
  };
}

function addressOf(config: WebhookConfig, secret: Sending['secret']): { kind: 'url'; url: Secret } | Refused {
  const reference = urlReference(config);
  if (reference === undefined) return { kind: 'url', url: new Secret(config.url) };
  return checkedUrl(secret(reference), { reference, example: 'https://hooks.example.com/sdrs' });
}

const wrongSigningSecret = (reference: SecretRef): Refused => ({
  kind: 'refused',
  why:
    `the secret ${reference}: expected whsec_ and the base64 of 24 to 64 bytes, found something else ` +
    '(not shown: it is a secret); make one with: echo "whsec_$(openssl rand -base64 32)"',
});
