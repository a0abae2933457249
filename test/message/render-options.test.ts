import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chinese } from '../../lib/message/chinese.ts';
import { english } from '../../lib/message/english.ts';
import { messageOf } from '../../lib/message/message-of.ts';
import type { RenderOptions } from '../../lib/message/render-options.ts';
import { spanText } from '../../lib/message/span.ts';
import { digestEntry } from '../../lib/notification/digest.ts';
import { type Notification, notificationTypes } from '../../lib/notification/notification.ts';
import { hostileText } from '../channels/hostile.ts';
import { hostileNotification } from '../channels/hostile-notification.ts';
import { aFailureNotification, aNotification, anUnreachableNotification } from '../support/notifications.ts';

const factsOf = (notification: Notification, renderOptions: RenderOptions): Record<string, string> =>
  Object.fromEntries(
    messageOf(notification, renderOptions).facts.map(({ label, value }) => [label, spanText(value)]),
  );

describe('a message in Chinese', () => {
  it('says what failed in the terms of the cloud', () => {
    const message = messageOf(aFailureNotification(), { language: 'zh-CN' });
    expect(message.title).toBe('创建保护组：失败 SDRS.0405');
    expect(message.summary).toBe('作业运行了 4 分钟 10 秒。');
    expect(message.detail).toEqual({ label: '原因', text: 'A sub-job failed.' });
    expect(factsOf(aFailureNotification(), { language: 'zh-CN' })).toMatchObject({
      失败步骤: '创建复制对',
      步骤错误: 'SDRS.1602 The disk is attached to a server that is not protected.',
      处理建议: 'Detach the disk and create the pair again',
      保护组: 'b5dc9a1e-7b1e-4a5c-9f0e-2f6f2b8f9b11',
    });
  });

  it('never confuses a failed job with a job that could not be polled', () => {
    const { title, summary } = messageOf(anUnreachableNotification(), { language: 'zh-CN' });
    expect(title).toContain('结果未知');
    expect(summary).toContain('作业可能仍在运行');
  });

  it.each(notificationTypes)('of %s has no label in English', (type) => {
    const message = messageOf(
      { ...anUnreachableNotification(), type },
      { language: 'zh-CN', zone: 'Asia/Shanghai' },
    );
    const labels = [
      ...message.facts.map(({ label }) => label),
      message.linksLabel,
      message.detail?.label ?? '',
    ];
    const englishLabels = new Set([...Object.values(english.labels), ...Object.values(english.resources)]);
    expect(labels.filter((label) => englishLabels.has(label))).toEqual([]);
    expect(message.title).toMatch(/\p{Script=Han}/u);
  });

  it('names the same resources as one in English', () => {
    expect(Object.keys(chinese.resources)).toEqual(Object.keys(english.resources));
  });
});

describe.each(['en', 'zh-CN'] as const)('every message in %s', (language) => {
  it.each(notificationTypes)('of %s is harmless, short and says code and job, whatever comes in', (type) => {
    fc.assert(
      fc.property(fc.tuple(hostileText, hostileText), (texts) => {
        const notification = hostileNotification(type, texts);
        const insteadOf = { destination: 'ops', why: texts[0] };
        const message = messageOf(notification, {
          language,
          zone: 'Asia/Shanghai',
          lateSeconds: 600,
          insteadOf,
        });
        const text = JSON.stringify(message);
        expect(message.title.length).toBeLessThanOrEqual(160);
        expect(message.summary.length).toBeLessThanOrEqual(1_000);
        expect(message.facts.length).toBeLessThanOrEqual(16);
        expect(text).not.toMatch(/[\p{Bidi_Control}\p{Cs}]|\\u00[01]/u);
        expect(text).toContain(notification.job.job_id);
        expect(text).toContain('SDRS.0405');
      }),
      { numRuns: 20 },
    );
  });
});

describe('the time of a message', () => {
  it.each([
    [{}, undefined],
    [{ zone: 'Europe/Berlin' }, '2026-03-01 12:04:10 UTC (13:04:10 Europe/Berlin)'],
    [{ zone: 'Pacific/Auckland' }, '2026-03-01 12:04:10 UTC (2026-03-02 01:04:10 Pacific/Auckland)'],
    [{ lateSeconds: 900 }, '2026-03-01 12:04:10 UTC'],
  ])('is shown with %j as %s', (renderOptions, when) => {
    expect(factsOf(aNotification(), renderOptions)['When']).toBe(when);
  });
});

describe('what is special about a delivery', () => {
  it('is that it is late', () => {
    expect(messageOf(aNotification(), { lateSeconds: 1_500 }).summary).toBe(
      'The job ran for 4 min 10 s. This message is 25 min late.',
    );
    expect(messageOf(aNotification(), { lateSeconds: 1_500, language: 'zh-CN' }).summary).toContain(
      '延迟了 25 分钟',
    );
  });

  it.each([
    [
      'gave up after 8 attempts: busy.',
      'Sent here because delivery to "ops" failed: gave up after 8 attempts: busy.',
    ],
    [undefined, 'Sent here because delivery to "ops" failed.'],
  ])('is that it replaces another destination, with the reason %j', (why, sentence) => {
    const insteadOf = { destination: 'ops', ...(why !== undefined && { why }) };
    expect(messageOf(aNotification(), { insteadOf }).summary).toBe(`${sentence} The job ran for 4 min 10 s.`);
  });
});

describe('progress', () => {
  it('is not a success', () => {
    const started = messageOf(aNotification({ type: 'sdrs.job.started' }));
    expect([started.icon, started.title]).toEqual(['▶️', 'Create protection group started']);
    const watch = { ...aNotification().watch, sub_jobs: { ended: 3, of: 5 } };
    const progress = messageOf(aNotification({ type: 'sdrs.job.progress', watch }));
    expect([progress.icon, progress.title]).toEqual(['⏳', 'Create protection group: 3 of 5 steps done']);
  });
});

describe('a digest', () => {
  const entries = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      digestEntry(index === 1 ? aFailureNotification() : aNotification()),
    );

  it('of one notification is that notification', () => {
    expect(messageOf(aNotification(), { digest: entries(1) })).toEqual(messageOf(aNotification()));
    expect(messageOf(aNotification(), { digest: [] })).toEqual(messageOf(aNotification()));
  });

  it('of several says how many, how bad, and a line for each', () => {
    const message = messageOf(aNotification(), { digest: entries(3), zone: 'Europe/Berlin' });
    expect([message.icon, message.title]).toEqual(['❌', 'Quiet hours: 3 notifications, 1 with a problem']);
    expect(message.severity).toBe('error');
    expect(message.facts.map(({ label, value }) => `${label} ${spanText(value)}`)).toEqual([
      '13:04 ❌ Create protection group failed: SDRS.0405 ff80808288a1c57d0188a1dd0a0f0012',
      '13:04 ✅ Create protection group succeeded ff80808288a1c57d0188a1dd0a0f0012',
      '13:04 ✅ Create protection group succeeded ff80808288a1c57d0188a1dd0a0f0012',
    ]);
  });

  it('says that it replaces another destination', () => {
    const message = messageOf(aNotification(), {
      digest: entries(3),
      insteadOf: { destination: 'ops' },
      lateSeconds: 30_000,
    });
    expect(message.summary).toBe(
      'Sent here because delivery to "ops" failed. These notifications were deferred during quiet hours.',
    );
  });

  it('of many leaves out the mildest, and of these the latest', () => {
    const severities = ['error', 'warning', 'info'] as const;
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...severities), { minLength: 2, maxLength: 40, size: 'max' }),
        (drawn) => {
          const digest = drawn.map((severity, index) => ({
            ...digestEntry(aNotification()),
            severity,
            job_id: `job-${index}`,
          }));
          const worstFirst = severities.flatMap((severity) =>
            digest.filter((one) => one.severity === severity),
          );
          const shown = messageOf(aNotification(), { digest }).facts.flatMap(
            ({ value }) => spanText(value).match(/job-\d+/) ?? [],
          );
          expect(shown).toEqual(worstFirst.slice(0, 15).map(({ job_id: id }) => id));
        },
      ),
    );
  });

  it('of many says how many more there are', () => {
    const { facts } = messageOf(aNotification(), { digest: entries(40), language: 'zh-CN' });
    expect(facts).toHaveLength(16);
    expect(spanText(facts.at(-1)?.value ?? [])).toBe('另有 25 条');
  });
});
