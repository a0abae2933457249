import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type RocketChatPayload,
  renderRocketChat,
} from '../../../../lib/channels/kinds/rocket-chat/render.ts';
import { messageOf } from '../../../../lib/message/message-of.ts';
import { notificationTypes } from '../../../../lib/notification/notification.ts';
import { aFailureNotification, aNotification } from '../../../support/notifications.ts';
import { hostileText } from '../../hostile.ts';
import { hostileNotification, longestNotification } from '../../hostile-notification.ts';

/** The setting "Maximum Allowed Characters Per Message" of a server that nobody has changed. */
const mostCharactersOfText = 5_000;
const link = '](https://console.example/?a=%3C!channel%3E%7Cx&b=c)';

const formattedOf = ({ text, attachments: [attachment, footer] }: RocketChatPayload): string[] => [
  text,
  attachment.text,
  ...attachment.fields.flatMap(({ title, value }) => [title, value]),
  footer.text,
];

/** What is left to be read for formats: a text without its code and without our own bold. */
const live = (text: string): string =>
  text.replace(/^```\n[\s\S]*?\n```$/gm, '').replace(/`[^`\n]+`|\*\*/g, '');

function expectWithinLimits(payload: RocketChatPayload): void {
  const [{ text, fields }] = payload.attachments;
  expect(payload.text.length).toBeLessThanOrEqual(mostCharactersOfText);
  expect(text.length).toBeLessThanOrEqual(mostCharactersOfText);
  for (const { title, value } of fields) {
    expect(title.length).toBeLessThanOrEqual(1_024);
    expect(value).not.toBe('');
    expect(value.length).toBeLessThanOrEqual(1_500);
  }
}

describe('a Rocket.Chat message', () => {
  it('shows what failed, why, what to do, where to poll and which job it was', () => {
    const { text, parseUrls, attachments } = renderRocketChat(messageOf(aFailureNotification()));
    expect(text).toBe('❌ **Create protection group failed: SDRS.0405**');
    expect(parseUrls).toBe(false);
    const [{ text: body, fields }, footer] = attachments;
    expect(body).toBe('The job failed after 4 min 10 s.\n\nReason: A sub-job failed.');
    expect(fields).toEqual(
      expect.arrayContaining([
        { title: 'Error code', value: '`SDRS.0405`', short: true },
        { title: 'What to do', value: 'Detach the disk and create the pair again', short: false },
        {
          title: 'Links',
          value: '[Cloud console](https://console.otc.example/sdrs?region=eu-de&tab=groups)',
          short: false,
        },
      ]),
    );
    expect(footer.text).toContain('ff80808288a1c57d0188a1dd0a0f0012');
  });

  it('names no channel, which most integrations do not allow', () => {
    expect(Object.keys(renderRocketChat(messageOf(aNotification()))).sort()).toEqual([
      'attachments',
      'parseUrls',
      'text',
    ]);
  });

  it('mentions who is configured, and nobody else', () => {
    expect(renderRocketChat(messageOf(aNotification()), ['here', 'anna']).text).toMatch(/^@here @anna ✅ /);
    expect(renderRocketChat(messageOf(aNotification())).text).not.toContain('@');
  });

  it.each(['@', '*', 'x', '漢'])('stays within the limits when every part is full of %s', (character) => {
    for (const type of notificationTypes) {
      const payload = renderRocketChat(
        messageOf(longestNotification(type, character)),
        Array(10).fill('a'.repeat(64)),
      );
      expectWithinLimits(payload);
      if (type === 'sdrs.job.failed') expect(payload.text).toMatch(/ failed: SDRS\.0405/);
    }
  });

  it.each(notificationTypes)(
    'of %s is within the limits, has no mention, format or foreign link, and says code and job, whatever comes in',
    (type) => {
      fc.assert(
        fc.property(fc.tuple(hostileText, hostileText), (texts) => {
          const payload = renderRocketChat(messageOf(hostileNotification(type, texts)));
          expectWithinLimits(payload);
          const formatted = formattedOf(payload);
          const withLink = formatted.filter((text) => text.endsWith(link));
          expect(withLink).toHaveLength(1);
          const ours = withLink[0]!.slice(1, -link.length);
          for (const text of [...formatted.filter((other) => other !== withLink[0]), ours]) {
            expect(text).not.toMatch(/@(?!\u200B)/);
            expect(live(text)).not.toMatch(/[*_~`#+[\]()|<>@$\\!&{}]|:\/\//);
          }
          const shown = payload.attachments[0].fields.map(({ value }) => value);
          expect(shown).toContain('`SDRS.0405`');
          expect(shown).toContain('`ff80808288a1c57d0188a1dd0a0f0012`');
          expect(JSON.stringify(payload)).not.toMatch(/[\p{Cs}\p{Bidi_Control}]|\\u/u);
        }),
        { numRuns: 10 },
      );
    },
  );
});
