import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type MattermostPayload,
  renderMattermost,
} from '../../../../lib/channels/kinds/mattermost/render.ts';
import { messageOf } from '../../../../lib/message/message-of.ts';
import { notificationTypes } from '../../../../lib/notification/notification.ts';
import {
  aFailureNotification,
  aNotification,
  anUnreachableNotification,
} from '../../../support/notifications.ts';
import { hostileText } from '../../hostile.ts';
import { hostileNotification, longestNotification } from '../../hostile-notification.ts';

/** Characters that Mattermost takes in a message (mattermost/mattermost server/public/model/post.go). */
const mostCharacters = 16_383;
const link = '](https://console.example/?a=%3C!channel%3E%7Cx&b=c)';

/** What the server and the clients read for formats, links and names; the footer is shown as it is. */
const formattedOf = ({ text, attachments }: MattermostPayload): string[] => [
  text,
  ...attachments.flatMap((attachment) => [
    attachment.text,
    ...attachment.fields.flatMap(({ title, value }) => [title, value]),
  ]),
];

function expectWithinLimits(payload: MattermostPayload): void {
  const { footer } = payload.attachments[0]!;
  expect([...formattedOf(payload), footer].join('').length).toBeLessThanOrEqual(mostCharacters);
  for (const { fields } of payload.attachments) {
    for (const { value } of fields) expect(value).not.toBe('');
  }
}

/** What is left to be read for formats: a text without its code and without our own bold. */
const live = (text: string): string =>
  text.replace(/^```\n[\s\S]*?\n```$/gm, '').replace(/`[^`\n]+`|\*\*/g, '');

describe('a Mattermost message', () => {
  it('shows what failed, why, what to do and where to poll', () => {
    const { text, attachments } = renderMattermost(messageOf(aFailureNotification()));
    expect(text).toBe('❌ **Create protection group failed: SDRS.0405**');
    expect(attachments).toHaveLength(1);
    const [{ color, text: body, fields, footer }] = attachments as [MattermostPayload['attachments'][number]];
    expect(color).toMatch(/^#[0-9a-f]{6}$/);
    expect(body).toBe('The job failed after 4 min 10 s.\n\nReason: A sub-job failed.');
    expect(fields).toEqual(
      expect.arrayContaining([
        { title: 'Error code', value: '`SDRS.0405`', short: true },
        { title: 'Failed step', value: '**Create replication pair** `SDRS.1602`', short: true },
        { title: 'What to do', value: 'Detach the disk and create the pair again', short: false },
        { title: 'Job', value: '`ff80808288a1c57d0188a1dd0a0f0012`', short: true },
        {
          title: 'Links',
          value: '[Cloud console](https://console.otc.example/sdrs?region=eu-de&tab=groups)',
          short: false,
        },
      ]),
    );
    expect(footer).toContain('ff80808288a1c57d0188a1dd0a0f0012');
  });

  it('says what is known where the job could not be asked', () => {
    const { text, attachments } = renderMattermost(messageOf(anUnreachableNotification()));
    expect(text).toBe('⚠️ **Job ff80808288a1c57d0188a1dd0a0f0012: outcome unknown, we could not see it**');
    expect(attachments[0]!.text).toMatch(/^This is about the watching, not about the job: /);
  });

  it('mentions who is configured, and nobody else', () => {
    expect(renderMattermost(messageOf(aNotification()), ['anna', 'channel']).text).toMatch(
      /^@anna @channel ✅ /,
    );
    expect(renderMattermost(messageOf(aNotification())).text).not.toContain('@');
  });

  it.each(['@', '*', 'x', '漢'])('stays within the limit when every part is full of %s', (character) => {
    for (const type of notificationTypes) {
      const payload = renderMattermost(
        messageOf(longestNotification(type, character)),
        Array(10).fill('a'.repeat(64)),
      );
      expectWithinLimits(payload);
      if (type === 'sdrs.job.failed') expect(payload.text).toMatch(/ failed: SDRS\.0405/);
    }
  });

  it.each(notificationTypes)(
    'of %s is within the limit, has no mention, format or foreign link, and says code and job, whatever comes in',
    (type) => {
      fc.assert(
        fc.property(fc.tuple(hostileText, hostileText), (texts) => {
          const payload = renderMattermost(messageOf(hostileNotification(type, texts)));
          expectWithinLimits(payload);
          const formatted = formattedOf(payload);
          const withLink = formatted.filter((text) => text.endsWith(link));
          expect(withLink).toHaveLength(1);
          const ours = withLink[0]!.slice(1, -link.length);
          for (const text of [...formatted.filter((other) => other !== withLink[0]), ours]) {
            expect(text).not.toMatch(/@(?!\u200B)|<(?!\u200B)/);
            expect(live(text)).not.toMatch(/[*_~`#+[\]()|<>@$\\!&{}]|:\/\//);
          }
          const shown = payload.attachments[0]!.fields.map(({ value }) => value);
          expect(shown).toContain('`SDRS.0405`');
          expect(shown).toContain('`ff80808288a1c57d0188a1dd0a0f0012`');
          expect(JSON.stringify(payload)).not.toMatch(/[\p{Cs}\p{Bidi_Control}]|\\u/u);
        }),
        { numRuns: 10 },
      );
    },
  );
});
