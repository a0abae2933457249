import { readStatus } from '../../answer/read-status.ts';
import type { Channel, Prepared, Sending } from '../../channel.ts';
import { addressOf, wrongSecret } from '../../post.ts';
import type { WebhookConfig } from './config.ts';
import { contentTypes, renderEvent, renderStandard } from './render.ts';
import { type SigningKey, signatureHeaders, signingKey } from './sign.ts';

/** Any HTTPS receiver: structured CloudEvents or plain events, signed after Standard Webhooks. */
export const webhook: Channel<WebhookConfig> = {
  schedule: 'webhook',
  readers: 'machines',
  request,
  // The status is the whole answer, as in Standard Webhooks and in CloudEvents' HTTP webhooks.
  readAnswer: (answer, now) => readStatus(answer, { who: 'The webhook', now }),
};

function request(config: WebhookConfig, { notification, secret, now }: Sending): Prepared {
  const { format = 'cloudevents' } = config;
  const address = addressOf(config, secret, 'https://hooks.example.com/sdrs');
  if (address.kind === 'refused') return address;
  const keys: SigningKey[] = [];
  for (const reference of config.sign) {
    const key = signingKey(secret(reference));
    if (key === undefined) return wrongSecret(reference, expectedKey);
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

const expectedKey =
  'whsec_ and the base64 of 24 to 64 bytes (create one with: echo "whsec_$(openssl rand -base64 32)"), or whsk_ and the ' +
  'base64 of an ed25519 key of 32 or 64 bytes';
