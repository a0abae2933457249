import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { feishu } from '../../../../lib/channels/kinds/feishu/channel.ts';
import { FeishuConfig } from '../../../../lib/channels/kinds/feishu/config.ts';
import { Secret } from '../../../../lib/watch/ports/secret.ts';
import { aNotification, notified } from '../../../support/notifications.ts';
import { Card } from './card-check.ts';

const config = FeishuConfig.parse({ id: 'dr', kind: 'feishu', url: 'env:URL' });
const signed = FeishuConfig.parse({ ...config, secret: 'env:SECRET' });

/** open.feishu.cn, "Custom bot usage guide": the fields of a message with a card. */
const Body = z.strictObject({
  timestamp: z.string().regex(/^\d{10}$/),
  sign: z.base64().length(44),
  msg_type: z.literal('interactive'),
  card: Card,
});

describe('an answer of Feishu', () => {
  it.each([
    [200, '{"code":0,"msg":"success","data":{}}', { kind: 'delivered' }],
    [200, '{"Extra":null,"StatusCode":0,"StatusMessage":"success"}', { kind: 'delivered' }],
    [
      200,
      '{"code":9499,"msg":"Bad Request","data":{}}',
      { kind: 'refused', why: expect.stringContaining('9499') },
    ],
    [
      400,
      '{"code":9499,"msg":"Bad Request","data":{}}',
      { kind: 'refused', why: expect.stringContaining('9499') },
    ],
    [
      200,
      '{"code":19001,"msg":"param invalid: incoming webhook access token invalid"}',
      { kind: 'refused', why: expect.stringContaining('removed') },
    ],
    [
      200,
      '{"code":19021,"msg":"sign match fail or timestamp is not within one hour from current time"}',
      { kind: 'refused', why: expect.stringContaining('clock') },
    ],
    [
      200,
      '{"code":19022,"msg":"Ip Not Allowed"}',
      { kind: 'refused', why: expect.stringContaining('IP address') },
    ],
    [
      200,
      '{"code":19024,"msg":"Key Words Not Found"}',
      { kind: 'refused', why: expect.stringContaining('`keyword`') },
    ],
    [
      200,
      '{"code":11232,"msg":"frequency limited psm[lark.oapi.app_platform_runtime]appID[1500]"}',
      { kind: 'throttled' },
    ],
    [400, '{"code":11232,"msg":"frequency limited"}', { kind: 'throttled' }],
    [200, '{"code":424242,"msg":"Foreign"}', { kind: 'refused', why: 'Feishu answered 200 (424242)' }],
    [500, '{"code":424242,"msg":"Foreign"}', { kind: 'try_again' }],
    [200, '{"ok":true}', { kind: 'refused', why: expect.stringContaining('without a code') }],
  ])('%d %s is understood', (status, body, expected) => {
    const read = feishu.readAnswer({ kind: 'answer', status, headers: {}, body }, 0);
    expect(read).toMatchObject(expected);
    expect(JSON.stringify(read)).not.toMatch(/Foreign|psm/);
  });
});

describe('a bot', () => {
  const requestTo = (url: string, bot = config) =>
    feishu.request(bot, {
      ...notified(aNotification()),
      secret: (reference) => new Secret(reference === 'env:URL' ? url : 'demo'),
      now: 1_599_360_473_999,
    });
  const bodyOf = (prepared: ReturnType<typeof requestTo>): unknown =>
    JSON.parse(prepared.kind === 'post' ? prepared.body : 'null');
  const webhook = 'https://open.feishu.cn/open-apis/bot/v2/hook/1-2-3';

  it('gets a signed card when it has a secret, and a card when it has none', () => {
    expect(Body.parse(bodyOf(requestTo(webhook, signed)))).toMatchObject({
      timestamp: '1599360473',
      sign: 'l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=',
    });
    expect(Body.omit({ timestamp: true, sign: true }).safeParse(bodyOf(requestTo(webhook))).success).toBe(
      true,
    );
  });

  it.each([webhook, 'https://open.larksuite.com/open-apis/bot/v2/hook/1-2-3'])(
    'may be called at %s',
    (url) => {
      expect(requestTo(url).kind).toBe('post');
    },
  );

  it.each([
    'https://open.feishu.cn.evil.example/open-apis/bot/v2/hook/1',
    'https://feishu.cn/open-apis/bot/v2/hook/1',
    'https://oapi.dingtalk.com/robot/send?access_token=1',
    'http://open.feishu.cn/open-apis/bot/v2/hook/1',
  ])('is not called at %s', (url) => {
    expect(requestTo(url)).toEqual({
      kind: 'refused',
      why:
        'the secret env:URL: expected a URL such as https://open.feishu.cn/open-apis/bot/v2/hook/…, found another URL ' +
        '(not shown: it is a secret)',
    });
  });
});

describe('the configuration of a bot', () => {
  it.each([
    { mention: ['a b'] },
    { mention: ['<at id=all>'] },
    { mention: ['a@b.example'] },
    { keyword: '<at id=all></at>' },
    { secret: 'demo' },
    { url: 'https://open.feishu.cn/open-apis/bot/v2/hook/1' },
  ])('refuses %o', (overrides) => {
    expect(FeishuConfig.safeParse({ ...config, ...overrides }).success).toBe(false);
  });
});
