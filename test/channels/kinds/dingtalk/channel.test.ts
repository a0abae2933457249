import { describe, expect, it } from 'vitest';
import { dingtalk } from '../../../../lib/channels/kinds/dingtalk/channel.ts';
import { DingtalkConfig } from '../../../../lib/channels/kinds/dingtalk/config.ts';
import { Secret } from '../../../../lib/watch/ports/secret.ts';
import { aNotification, notified } from '../../../support/notifications.ts';

const config = DingtalkConfig.parse({ id: 'dr', kind: 'dingtalk', url: 'env:URL' });
const webhook = 'https://oapi.dingtalk.com/robot/send?access_token=0123';

describe('an answer of DingTalk', () => {
  it.each([
    ['{"errcode":0,"errmsg":"ok"}', { kind: 'delivered' }],
    [
      '{"errcode":130101,"errmsg":"send too fast, exceed 20 times per minute","wait":5}',
      { kind: 'throttled', seconds: 60 },
    ],
    ['{"errcode":130101,"errmsg":"send too fast","wait":600}', { kind: 'throttled', seconds: 600 }],
    ['{"errcode":410100,"errmsg":"x"}', { kind: 'throttled', seconds: 60 }],
    ['{"errcode":90030,"errmsg":"webhook over limit"}', { kind: 'throttled' }],
    ['{"errcode":-1,"errmsg":"x"}', { kind: 'try_again' }],
    [
      '{"errcode":310000,"errmsg":"sign not match, more: [https://x]"}',
      { kind: 'refused', why: expect.stringContaining('secret of its signature') },
    ],
    [
      '{"errcode":300001,"errmsg":"token is not exist"}',
      { kind: 'refused', why: expect.stringContaining('access_token') },
    ],
    ['{"errcode":400013,"errmsg":"x"}', { kind: 'gone' }],
    ['{"errcode":400102,"errmsg":"x"}', { kind: 'refused', why: expect.stringContaining('enable it') }],
    ['{"errcode":123456,"errmsg":"Foreign"}', { kind: 'refused', why: 'DingTalk answered 200 (123456)' }],
    ['{"errcode":"0"}', { kind: 'refused' }],
    ['<html>', { kind: 'refused', why: expect.stringContaining('without a code') }],
  ])('200 %s is understood', (body, expected) => {
    const read = dingtalk.readAnswer({ kind: 'answer', status: 200, headers: {}, body }, 0);
    expect(read).toMatchObject(expected);
    expect(JSON.stringify(read)).not.toMatch(/Foreign|https/);
  });
});

describe('a robot', () => {
  const requestTo = (url: string, overrides: Partial<DingtalkConfig> = {}) =>
    dingtalk.request(
      { ...config, ...overrides },
      {
        ...notified(aNotification()),
        secret: (reference) => new Secret(reference === 'env:URL' ? url : 'SEC1'),
        now: 1,
      },
    );
  const addressOf = (prepared: ReturnType<typeof requestTo>) =>
    prepared.kind === 'post' ? prepared.url.reveal() : prepared.why;

  it('is called as it is when it has no secret, and signed when it has one', () => {
    expect(addressOf(requestTo(webhook))).toBe(webhook);
    const secret = DingtalkConfig.parse({ ...config, secret: 'env:SECRET' }).secret!;
    expect(addressOf(requestTo(webhook, { secret }))).toMatch(/^https:.+0123&timestamp=1&sign=[\w%]+$/);
  });

  it.each([
    'https://oapi.dingtalk.com.evil.example/x',
    'https://open.feishu.cn/x',
    'https://api.dingtalk.com/x',
  ])('is not called at %s', (url) => {
    expect(requestTo(url)).toMatchObject({ kind: 'refused', why: expect.not.stringContaining('evil') });
  });
});

describe('the configuration of a robot', () => {
  const parse = (overrides: object) => DingtalkConfig.safeParse({ ...config, ...overrides }).success;

  it.each([
    { keyword: '*' },
    { keyword: ' SDRS' },
    { keyword: '' },
    { keyword: '[告警]' },
    { mention: ['13800000000'] },
    { mention: ['user:a b'] },
    { mention: ['@all'] },
    { secret: 'SEC0123' },
    { url: webhook },
  ])('refuses %o', (overrides) => {
    expect(parse(overrides)).toBe(false);
  });

  it.each([
    { keyword: '灾备' },
    { keyword: 'Job' },
    { mention: ['all', 'mobile:+86-13800000000', 'user:a.b'] },
  ])('takes %o', (overrides) => {
    expect(parse(overrides)).toBe(true);
  });
});
