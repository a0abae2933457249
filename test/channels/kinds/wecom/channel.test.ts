import { describe, expect, it } from 'vitest';
import { wecom } from '../../../../lib/channels/kinds/wecom/channel.ts';
import { WecomConfig } from '../../../../lib/channels/kinds/wecom/config.ts';
import { Secret } from '../../../../lib/watch/ports/secret.ts';
import { aNotification, notified } from '../../../support/notifications.ts';

const config = WecomConfig.parse({ id: 'dr', kind: 'wecom', url: 'env:URL' });

describe('an answer of WeCom', () => {
  it.each([
    ['{"errcode":0,"errmsg":"ok"}', { kind: 'delivered' }],
    [
      '{"errcode":40058,"errmsg":"markdown.content exceed max length 4096. invalid Request Parameter, hint: [1], from ip: 192.0.2.1"}',
      {
        kind: 'refused',
        why: 'WeCom answered 200 (40058): a part of the message is missing or too long',
      },
    ],
    [
      '{"errcode":93000,"errmsg":"invalid webhook url"}',
      { kind: 'refused', why: expect.stringContaining('key') },
    ],
    ['{"errcode":45009,"errmsg":"api freq out of limit"}', { kind: 'throttled', seconds: 60 }],
    ['{"errcode":45033,"errmsg":"x"}', { kind: 'throttled' }],
    ['{"errcode":-1,"errmsg":"system busy"}', { kind: 'try_again' }],
    ['{"errcode":40008,"errmsg":"x"}', { kind: 'refused', why: expect.stringContaining('markdown_v2') }],
    ['{"errcode":7,"errmsg":"Foreign"}', { kind: 'refused', why: 'WeCom answered 200 (7)' }],
    ['{}', { kind: 'refused', why: expect.stringContaining('without a code') }],
  ])('200 %s is understood', (body, expected) => {
    const read = wecom.readAnswer({ kind: 'answer', status: 200, headers: {}, body }, 0);
    expect(read).toMatchObject(expected);
    expect(JSON.stringify(read)).not.toMatch(/Foreign|192\.0/);
  });
});

describe('the address of a message push', () => {
  const requestTo = (url: string) =>
    wecom.request(config, { ...notified(aNotification()), secret: () => new Secret(url), now: 0 });

  it('may be that of WeCom', () => {
    expect(requestTo('https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1').kind).toBe('post');
  });

  it.each([
    'https://qyapi.weixin.qq.com.evil.example/?key=1',
    'https://weixin.qq.com/?key=1',
    'https://x.example/',
  ])('may not be %s', (url) => {
    expect(requestTo(url)).toMatchObject({ kind: 'refused', why: expect.not.stringContaining(url) });
  });
});
