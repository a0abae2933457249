import type { ApiMethods } from '@grammyjs/types';
import { describe, expect, it } from 'vitest';
import { TelegramConfig } from '../../../../lib/channels/kinds/telegram/config.ts';
import { renderTelegram } from '../../../../lib/channels/kinds/telegram/render.ts';
import { messageOf } from '../../../../lib/message/message-of.ts';
import type { Notification } from '../../../../lib/notification/notification.ts';
import {
  aFailureNotification,
  aNotification,
  anUnreachableNotification,
} from '../../../support/notifications.ts';
import { readTelegramHtml, searchedText, shownText } from './html-check.ts';

const config = TelegramConfig.parse({ id: 'dr', kind: 'telegram', token: 'env:T', chat_id: -1001234567890 });
/** core.telegram.org/bots/api#sendmessage: characters after the entities have been read. */
const longestText = 4_096;

const payloadOf = (...notified: Parameters<typeof renderTelegram>) => renderTelegram(...notified).payload;
const textOf = (notification: Notification): string => payloadOf(messageOf(notification), config).text;
const read = (notification: Notification) => readTelegramHtml(textOf(notification));

describe('a Telegram message', () => {
  it('consists of arguments that the Bot API knows', () => {
    const payload = payloadOf(messageOf(aFailureNotification()), config);
    payload satisfies Parameters<ApiMethods<never>['sendMessage']>[0];
    expect(payload).toEqual({
      chat_id: -1001234567890,
      text: expect.any(String),
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
    });
  });

  it('shows what failed, why, what to do and where to poll', () => {
    expect(textOf(aFailureNotification()).split('\n')).toEqual([
      '<b>❌ Create protection group failed: SDRS.0405</b>',
      'The job ran for 4 min 10 s.',
      '',
      '<b>Reason:</b> A sub-job failed.',
      '',
      '<b>Failed step:</b> <b>Create replication pair</b>',
      '<b>Step error:</b> <code>SDRS.1602</code> The disk is attached to a server that is not protected.',
      '<b>Meaning:</b> A disk of the pair is in use',
      '<b>What to do:</b> Detach the disk and create the pair again',
      '<b>Protection group:</b> <code>b5dc9a1e-7b1e-4a5c-9f0e-2f6f2b8f9b11</code>',
      '<b>Replication pair:</b> <code>0a3f2f0e-5a52-4d3e-8b83-5f6d2f3f7c10</code>',
      '<b>Account:</b> otc-prod (otc, eu-de)',
      '<b>Project:</b> <code>5dd3c0b24cdc4d31952c49589182a89d</code>',
      '<b>Labels:</b> environment=production',
      '',
      '<a href="https://console.otc.example/sdrs?region=eu-de&amp;tab=groups">Cloud console</a>',
      '',
      '<code>Job ff80808288a1c57d0188a1dd0a0f0012 · watch …2d3c4b5a6978 · 12 polls, seen 7 s after the job ended · ' +
        `${aFailureNotification().id.slice(0, 12)}</code>`,
    ]);
  });

  it('says in plain words what it knows, times and API included', () => {
    expect(searchedText(read(anUnreachableNotification()))).toContain(
      'the SDRS API (otc, eu-de) has given no usable answer since 2026-03-01 12:00:02 UTC, so we stopped watching.',
    );
  });

  it('goes to a topic and mentions people only when the configuration says so', () => {
    const payload = payloadOf(messageOf(aNotification()), {
      ...config,
      message_thread_id: 7,
      mention: ['@dr_lead', '@on_call'],
    });
    payload satisfies Parameters<ApiMethods<never>['sendMessage']>[0];
    expect(payload.message_thread_id).toBe(7);
    expect(payload.text.split('\n').at(-1)).toBe('@dr_lead @on_call');
  });

  it.each([
    ['@dr_lead failed', '❌ <code>@dr_lead failed failed: SDRS.0405</code>'],
    ['a <b> & "c"', '<b>❌ a &lt;b&gt; &amp; &quot;c&quot; failed: SDRS.0405</b>'],
    ['see evil.example', '❌ <code>see evil.example failed: SDRS.0405</code>'],
    ['#tag', '❌ <code>#tag failed: SDRS.0405</code>'],
    ['call +49', '❌ <code>call +49 failed: SDRS.0405</code>'],
    ['10.0.0.1', '❌ <code>10.0.0.1 failed: SDRS.0405</code>'],
  ])('shows the job type %s as it is and as nothing else', (label, title) => {
    expect(
      textOf(aFailureNotification({ job: { ...aFailureNotification().job, label } })).split('\n')[0],
    ).toBe(title);
  });

  it('cuts a long reason first, where people see it', () => {
    const job = { ...aFailureNotification().job, fail_reason: '保护<'.repeat(25_000) };
    const shown = shownText(read(aFailureNotification({ job })));
    expect(shown.length).toBeLessThanOrEqual(longestText);
    expect(shown.length).toBeGreaterThan(longestText - 10);
    expect(shown).toMatch(/^Reason: 保护<保护<[保护<]+…$/m);
    expect(shown).toContain('What to do: Detach the disk and create the pair again');
  });
});
