import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import {
  type GoogleChatPayload,
  type GoogleChatWidget,
  renderGoogleChat,
} from '../../../../lib/channels/kinds/google-chat/render.ts';
import { messageOf } from '../../../../lib/message/message-of.ts';
import { aFailureNotification, aNotification } from '../../../support/notifications.ts';

/** Google's own description of its messages: whatever is unknown or of a wrong type does not come back. */
const protos = createRequire(import.meta.url).resolve('@google-apps/chat/build/protos/protos.json');
const Message = protobuf.Root.fromJSON(JSON.parse(readFileSync(protos, 'utf8'))).lookupType(
  'google.chat.v1.Message',
);

/** developers.google.com/workspace/chat/api/reference/rest/v1/spaces.messages, "text". */
const mostBytes = 32_000;
const mostWidgetsOfSection = 100;

function expectTaken(payload: GoogleChatPayload): void {
  const roundTrip = Message.toObject(Message.decode(Message.encode(Message.fromObject(payload)).finish()));
  expect(roundTrip).toEqual(payload);
  expect(Buffer.byteLength(JSON.stringify(payload))).toBeLessThanOrEqual(mostBytes);
  for (const { widgets } of sectionsOf(payload))
    expect(widgets.length).toBeLessThanOrEqual(mostWidgetsOfSection);
}

const sectionsOf = ({ cardsV2 }: GoogleChatPayload) => cardsV2[0].card.sections;
const widgetsOf = (payload: GoogleChatPayload): GoogleChatWidget[] =>
  sectionsOf(payload).flatMap(({ widgets }) => widgets);

/** The texts in which Google Chat reads HTML. */
const htmlOf = (payload: GoogleChatPayload): string[] =>
  widgetsOf(payload).flatMap((widget) => {
    if ('textParagraph' in widget) return [widget.textParagraph.text];
    return 'decoratedText' in widget ? [widget.decoratedText.text] : [];
  });

const factsOf = (payload: GoogleChatPayload): Record<string, string> =>
  Object.fromEntries(
    widgetsOf(payload).flatMap((widget) =>
      'decoratedText' in widget ? [[widget.decoratedText.topLabel, widget.decoratedText.text]] : [],
    ),
  );

describe('a Google Chat message', () => {
  it('is a message that Google Chat knows', () => {
    expectTaken(renderGoogleChat(messageOf(aFailureNotification()), {}));
    expectTaken(
      renderGoogleChat(messageOf(aFailureNotification()), {
        mode: 'thread',
        mention: ['users/all', 'users/42'],
      }),
    );
  });

  it('differs from a message that it does not know', () => {
    const payload = renderGoogleChat(messageOf(aNotification()), {});
    expect(() => expectTaken({ ...payload, fallbackTxt: 'x' } as GoogleChatPayload)).toThrow();
  });

  it('shows what failed, why, what to do and where to poll', () => {
    const payload = renderGoogleChat(messageOf(aFailureNotification()), {});
    expect(payload.cardsV2[0].card.header.title).toBe('❌ Create protection group failed: SDRS.0405');
    expect(payload.fallbackText).toBe('❌ Create protection group failed: SDRS.0405');
    expect(htmlOf(payload)).toEqual(
      expect.arrayContaining(['The job ran for 4 min 10 s.', '<b>Reason:</b> A sub-job failed.']),
    );
    expect(factsOf(payload)).toMatchObject({
      'Failed step': '<b>Create replication pair</b>',
      'What to do': 'Detach the disk and create the pair again',
    });
    expect(JSON.stringify(payload)).toContain(
      '"url":"https://console.otc.example/sdrs?region=eu-de&tab=groups"',
    );
  });

  it('mentions in its text, and nobody unless that is configured', () => {
    expect(renderGoogleChat(messageOf(aNotification()), {}).text).toBeUndefined();
    expect(renderGoogleChat(messageOf(aNotification()), { mention: ['users/all', 'users/42'] }).text).toBe(
      '<users/all> <users/42>',
    );
  });

  it('is in the thread of its watch in mode thread only', () => {
    expect(renderGoogleChat(messageOf(aNotification()), { mode: 'thread' }).thread).toEqual({
      threadKey: aNotification().watch.id,
    });
    expect(renderGoogleChat(messageOf(aNotification()), { mode: 'new' }).thread).toBeUndefined();
  });

  it('cuts a long reason where people see it', () => {
    const job = { ...aFailureNotification().job, fail_reason: 'no & '.repeat(20_000) };
    const payload = renderGoogleChat(messageOf(aFailureNotification({ job })), {});
    expect(htmlOf(payload).find((text) => text.startsWith('<b>Reason:</b> no &amp; no'))).toMatch(/…$/);
    expectTaken(payload);
  });

  it('shows what comes in as text', () => {
    const job = {
      ...aNotification().job,
      label: '<users/all> & <b>',
      fail_reason: 'see http://evil.example <a href="x">',
    };
    const payload = renderGoogleChat(messageOf(aNotification({ job })), {});
    expect(payload.fallbackText).toBe('✅ ‹users/all› & ‹b› succeeded');
    expect(htmlOf(payload)).toContain(
      '<b>Reason:</b> see http:\u200B//evil.\u200Bexample &lt;a href="x"&gt;',
    );
  });
});
