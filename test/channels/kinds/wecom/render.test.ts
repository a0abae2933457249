import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { renderWecom } from '../../../../lib/channels/kinds/wecom/render.ts';
import { messageOf } from '../../../../lib/message/message-of.ts';
import type { Notification } from '../../../../lib/notification/notification.ts';
import { aFailureNotification, anUnreachableNotification } from '../../../support/notifications.ts';

/** developer.work.weixin.qq.com/document/path/99110: at most 4,096 bytes of UTF-8. */
const Payload = z.strictObject({
  msgtype: z.literal('markdown_v2'),
  markdown_v2: z.strictObject({
    content: z
      .string()
      .min(1)
      .refine((text) => Buffer.byteLength(text) <= 4_096),
  }),
});

const contentOf = (notification: Notification): string =>
  Payload.parse(JSON.parse(JSON.stringify(renderWecom(messageOf(notification))))).markdown_v2.content;

describe('a WeCom message', () => {
  it('shows what failed, why, what to do and where to poll', () => {
    expect(contentOf(aFailureNotification()).split('\n')).toEqual([
      '### ❌ Create protection group failed: SDRS.0405',
      '',
      'The job ran for 4 min 10 s.',
      '',
      '**Reason:** A sub-job failed.',
      '',
      '- **Failed step:** Create replication pair',
      '- **Step error:** `SDRS.1602` The disk is attached to a server that is not protected.',
      '- **Meaning:** A disk of the pair is in use',
      '- **What to do:** Detach the disk and create the pair again',
      '- **Protection group:** `b5dc9a1e-7b1e-4a5c-9f0e-2f6f2b8f9b11`',
      '- **Replication pair:** `0a3f2f0e-5a52-4d3e-8b83-5f6d2f3f7c10`',
      '- **Account:** otc-prod (otc, eu-de)',
      '- **Project:** `5dd3c0b24cdc4d31952c49589182a89d`',
      '- **Labels:** environment=production',
      '',
      '[Cloud console](https://console.otc.example/sdrs?region=eu-de&tab=groups)',
      '',
      '`Job ff80808288a1c57d0188a1dd0a0f0012 · watch …2d3c4b5a6978 · 12 polls, seen 7 s after the job ended · ' +
        `${aFailureNotification().id.slice(0, 12)}\``,
    ]);
  });

  it('says whether the job failed or the watch lost track of it', () => {
    expect(contentOf(anUnreachableNotification())).toContain('We lost track of this job:');
  });

  it('cuts the reason first and keeps what to do about it', () => {
    const job = { ...aFailureNotification().job, fail_reason: '磁盘已挂载。'.repeat(5_000) };
    const content = contentOf(aFailureNotification({ job }));
    expect(content).toMatch(/^\*\*Reason:\*\* (?:磁盘已挂载。)+[磁盘已挂载]*…$/m);
    expect(content).toContain('Detach the disk and create the pair again');
    expect(Buffer.byteLength(content)).toBeGreaterThan(4_080);
  });

  it('cuts long values next, and then still says a beginning of the reason', () => {
    const entities = Object.fromEntries(['a', 'b', 'c', 'd'].map((key) => [key, '保'.repeat(500)]));
    const content = contentOf(aFailureNotification({ job: { ...aFailureNotification().job, entities } }));
    expect(content).toMatch(/^- \*\*Resource:\*\* d `保+…`$/m);
    expect(content).toContain('**Reason:** A sub-job failed.');
    expect(content).toContain('`Job ff80808288a1c57d0188a1dd0a0f0012 ');
  });
});
