import { describe, expect, it } from 'vitest';
import { WebhookConfig } from '../../../../lib/channels/kinds/webhook/config.ts';
import { signingSecrets } from '../../cases.ts';

const config = WebhookConfig.parse({
  id: 'audit',
  kind: 'webhook',
  url: 'https://hooks.example.com/sdrs',
  sign: ['env:NEXT', 'env:CURRENT'],
});

describe('the configuration of a webhook', () => {
  const parse = (overrides: object) => WebhookConfig.safeParse({ ...config, ...overrides });

  it.each([
    'https://hooks.example.com',
    'https://10.0.0.1:8443/a',
    'http://127.0.0.1:8080/a',
    'http://[::1]/',
    'env:URL',
  ])('takes the address %s', (url) => {
    expect(parse({ url }).success).toBe(true);
  });

  it.each([
    ['no URL', 'found something that is neither'],
    ['https://user:pa55@hooks.example.com/', 'found a user or password in it'],
    ['https://hooks.example.com/?token=pa55', 'keep the whole URL as a secret'],
    ['https://hooks.example.com/#pa55', 'keep the whole URL as a secret'],
    ['http://hooks.example.com/pa55', 'http is accepted only for 127.0.0.1'],
    ['ftp://hooks.example.com/pa55', 'http is accepted only for 127.0.0.1'],
  ])('refuses the address %s without repeating it', (url, why) => {
    const { error } = parse({ url });
    expect(error?.issues).toHaveLength(1);
    expect(error?.issues[0]?.message).toContain(why);
    expect(JSON.stringify(error?.issues)).not.toContain('pa55');
  });

  it.each([[[]], [Array(6).fill('env:S')], [[signingSecrets.next]]])(
    'refuses the signing secrets %o',
    (sign) => {
      const { success, error } = parse({ sign });
      expect(success).toBe(false);
      expect(JSON.stringify(error?.issues)).not.toContain(signingSecrets.next);
    },
  );
});
