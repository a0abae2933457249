import type { Channel, Prepared, Sending } from '../../channel.ts';
import { checkedUrl } from '../../secret-url.ts';
import { classifyDingtalk } from './classify.ts';
import { DingtalkConfig, dingtalkHosts } from './config.ts';
import { renderDingtalk } from './render.ts';
import { signedAddress } from './sign.ts';

/** A DingTalk group by custom robot. */
export const dingtalk: Channel<DingtalkConfig> = {
  kind: 'dingtalk',
  config: DingtalkConfig,
  schedule: 'chat',
  readers: 'people',
  secretsOf: ({ url, secret }) => (secret === undefined ? [url] : [url, secret]),
  request,
  classify: classifyDingtalk,
};

function request(config: DingtalkConfig, { message, secret, now }: Sending): Prepared {
  const address = checkedUrl(secret(config.url), {
    reference: config.url,
    hosts: dingtalkHosts,
    example: 'https://oapi.dingtalk.com/robot/send?access_token=…',
  });
  if (address.kind === 'refused') return address;
  return {
    kind: 'post',
    url: config.secret === undefined ? address.url : signedAddress(address.url, secret(config.secret), now),
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(renderDingtalk(message, config)),
  };
}
