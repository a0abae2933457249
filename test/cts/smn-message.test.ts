import { describe, expect, it } from 'vitest';
import { SmnMessage, stringToSign } from '../../lib/cts/smn-message.ts';
import { aConfirmation, aMessageId, anSmnNotification, topic } from './smn-messages.ts';

const textOf = (message: Record<string, unknown>) =>
  stringToSign(SmnMessage.parse({ ...message, signature: 'x' }));

const notification = (subject: string) =>
  `message\n{"trace_name":"stopProtectionGroup"}\nmessage_id\n${aMessageId}\n${subject}timestamp\n2026-03-01T12:04:02Z\n` +
  `topic_urn\n${topic}\ntype\nNotification\n`;

describe('the string to sign', () => {
  it('contains the signed fields of a notification in the documented order', () => {
    expect(textOf(anSmnNotification())).toBe(notification('subject\nCTS\n'));
  });

  it.each([undefined, null, ''])('omits a subject that is %j', (subject) => {
    expect(textOf(anSmnNotification({ subject }))).toBe(notification(''));
  });

  it.each(['SubscriptionConfirmation', 'UnsubscribeConfirmation'])('contains the address of a %s', (type) => {
    expect(textOf(aConfirmation({ type, subscribe_url: 'https://a.example/?t=1' }))).toBe(
      `message\nYou are invited to subscribe.\nmessage_id\n${aMessageId}\nsubscribe_url\nhttps://a.example/?t=1\n` +
        `timestamp\n2026-03-01T12:04:02Z\ntopic_urn\n${topic}\ntype\n${type}\n`,
    );
  });

  it('contains the message unchanged', () => {
    const message = ' {"a" : "é\\u0041"}\r\n\t';
    expect(textOf(anSmnNotification({ message }))).toContain(`message\n${message}\nmessage_id\n`);
  });
});

describe('an SMN message', () => {
  it.each([
    ['subject', 'CTS\nmessage_id\nanother-id'],
    ['message_id', `${aMessageId}\nsubject\nCTS`],
    ['timestamp', '2026-03-01T12:04:02Z\ntopic_urn\nother'],
    ['topic_urn', `${topic}\n`],
  ])(
    'is refused with a line break in its %s, since one signature would match two messages',
    (field, value) => {
      expect(SmnMessage.safeParse({ ...anSmnNotification({ [field]: value }), signature: 'x' }).success).toBe(
        false,
      );
    },
  );

  it.each(['message', 'message_id', 'timestamp', 'topic_urn', 'signature', 'signing_cert_url', 'type'])(
    'is refused without %s',
    (field) => {
      const message = { ...anSmnNotification(), signature: 'x', [field]: undefined };
      expect(SmnMessage.safeParse(message).success).toBe(false);
    },
  );
});
