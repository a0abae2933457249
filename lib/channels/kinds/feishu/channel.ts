import type { Channel, Prepared, Sending } from '../../channel.ts';
import { checkedUrl } from '../../secret-url.ts';
import { classifyFeishu } from './classify.ts';
import { FeishuConfig, feishuHosts } from './config.ts';
import { type FeishuPayload, renderFeishu } from './render.ts';
import { feishuSignature } from './sign.ts';

/** A Feishu or Lark group by custom bot. */
export const feishu: Channel<FeishuConfig> = {
  kind: 'feishu',
  config: FeishuConfig,
  schedule: 'chat',
  readers: 'people',
  secretsOf: ({ url, secret }) => (secret === undefined ? [url] : [url, secret]),
  request,
  classify: classifyFeishu,
};

function request(config: FeishuConfig, { message, secret, now }: Sending): Prepared {
  const address = checkedUrl(secret(config.url), {
    reference: config.url,
    hosts: feishuHosts,
    example: 'https://open.feishu.cn/open-apis/bot/v2/hook/…',
  });
  if (address.kind === 'refused') return address;
  const payload: FeishuPayload = {
    ...(config.secret !== undefined && feishuSignature(secret(config.secret), now)),
    msg_type: 'interactive',
    card: renderFeishu(message, config),
  };
  return {
    kind: 'post',
    url: address.url,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(payload),
  };
}
