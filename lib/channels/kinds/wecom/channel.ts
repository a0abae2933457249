import type { Channel, Prepared, Sending } from '../../channel.ts';
import { checkedUrl } from '../../secret-url.ts';
import { classifyWecom } from './classify.ts';
import { WecomConfig, wecomHosts } from './config.ts';
import { renderWecom } from './render.ts';

/** A WeCom group by message push. */
export const wecom: Channel<WecomConfig> = {
  kind: 'wecom',
  config: WecomConfig,
  schedule: 'chat',
  readers: 'people',
  secretsOf: (config) => [config.url],
  request,
  classify: classifyWecom,
};

function request(config: WecomConfig, { message, secret }: Sending): Prepared {
  const address = checkedUrl(secret(config.url), {
    reference: config.url,
    hosts: wecomHosts,
    example: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…',
  });
  if (address.kind === 'refused') return address;
  return {
    kind: 'post',
    url: address.url,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(renderWecom(message)),
  };
}
