import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { DingtalkConfig } from '../../../../lib/channels/kinds/dingtalk/config.ts';
import { renderDingtalk } from '../../../../lib/channels/kinds/dingtalk/render.ts';
import { messageOf } from '../../../../lib/message/message-of.ts';
import type { Notification } from '../../../../lib/notification/notification.ts';
import { aFailureNotification, aNotification } from '../../../support/notifications.ts';

const config = DingtalkConfig.parse({ id: 'dr', kind: 'dingtalk', url: 'env:URL' });
/** Bytes; DingTalk was seen to take about 20,000. */
const longestBody = 15_000;

/** open.dingtalk.com, "Custom robot message types", "markdown". */
const Payload = z.strictObject({
  msgtype: z.literal('markdown'),
  markdown: z.strictObject({ title: z.string().min(1), text: z.string().min(1) }),
  at: z.strictObject({
    atMobiles: z.array(z.string().regex(/^\+?[\d-]+$/)),
    atUserIds: z.array(z.string().min(1)),
    isAtAll: z.boolean(),
  }),
});

function render(notification: Notification, overrides: Partial<DingtalkConfig> = {}) {
  const body = JSON.stringify(renderDingtalk(messageOf(notification), { ...config, ...overrides }));
  expect(Buffer.byteLength(body)).toBeLessThanOrEqual(longestBody);
  return Payload.parse(JSON.parse(body));
}

describe('a DingTalk message', () => {
  it('shows what failed, why, what to do and where to poll, and mentions nobody', () => {
    const { markdown, at } = render(aFailureNotification());
    expect(markdown.title).toBe('❌ Create protection group failed: SDRS.0405');
    expect(markdown.text.split('\n')).toEqual([
      '### ❌ Create protection group failed: SDRS.0405',
      '',
      'The job ran for 4 min 10 s.',
      '',
      '**Reason:** A sub-job failed.',
      '',
      '- **Failed step:** Create replication pair',
      '- **Step error:** SDRS.1602 The disk is attached to a server that is not protected.',
      '- **Meaning:** A disk of the pair is in use',
      '- **What to do:** Detach the disk and create the pair again',
      '- **Protection group:** b5dc9a1e-7b1e-4a5c-9f0e-2f6f2b8f9b11',
      '- **Replication pair:** 0a3f2f0e-5a52-4d3e-8b83-5f6d2f3f7c10',
      '- **Account:** otc-prod (otc, eu-de)',
      '- **Project:** 5dd3c0b24cdc4d31952c49589182a89d',
      '- **Labels:** environment=production',
      '',
      '[Cloud console](https://console.otc.example/sdrs?region=eu-de&tab=groups)',
      '',
      'Job ff80808288a1c57d0188a1dd0a0f0012 · watch …2d3c4b5a6978 · 12 polls, seen 7 s after the job ended · ' +
        aFailureNotification().id.slice(0, 12).replace('_', '\\_'),
    ]);
    expect(at).toEqual({ atMobiles: [], atUserIds: [], isAtAll: false });
  });

  it('mentions whom the configuration names, and holds the keyword that the robot demands', () => {
    const { markdown, at } = render(aNotification(), {
      keyword: '灾备 SDRS',
      mention: ['all', 'mobile:13800000000', 'mobile:+852-51234567', 'user:manager7078'],
    });
    expect(at).toEqual({
      atMobiles: ['13800000000', '+852-51234567'],
      atUserIds: ['manager7078'],
      isAtAll: true,
    });
    expect(markdown.text.split('\n\n').slice(-2)).toEqual([
      '灾备 SDRS',
      '@13800000000 @+852-51234567 @manager7078',
    ]);
  });

  it('cuts a long reason first, where people see it', () => {
    const job = { ...aFailureNotification().job, fail_reason: 'no *stars*\n'.repeat(9_000) };
    const { markdown } = render(aFailureNotification({ job }));
    expect(markdown.text).toMatch(/^\*\*Reason:\*\* no \\\*stars\\\* · no .+…$/m);
    expect(markdown.text).toContain('Detach the disk and create the pair again');
    expect(Buffer.byteLength(markdown.text)).toBeGreaterThan(12_000);
  });
});
