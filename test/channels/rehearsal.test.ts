import { describe, expect, it } from 'vitest';
import { openDestination } from '../../lib/channels/channels.ts';
import { messageOf } from '../../lib/message/message-of.ts';
import { Secret } from '../../lib/watch/ports/secret.ts';
import { aFailureNotification } from '../support/notifications.ts';
import { channelCases } from './cases.ts';

const notification = { ...aFailureNotification(), rehearsal: {} };
/** Kinds that give the notification to a program as it is. */
const forPrograms = ['webhook', 'eventbridge'];

/** What a destination is sent, without the escapes of forms and of JSON in JSON. */
function sent(channelCase: (typeof channelCases)[number], language: 'en' | 'zh-CN'): string {
  const secrets = channelCase.secrets('http://127.0.0.1:1/services/hook');
  const prepared = openDestination(channelCase.destination).request({
    notification,
    message: messageOf(notification, { language }),
    secret: (reference) => new Secret(secrets[reference] ?? ''),
    now: Date.parse('2026-03-01T12:05:00.000Z'),
  });
  if (prepared.kind === 'refused') throw new Error(prepared.why);
  const { body, headers } = prepared;
  const isForm = headers['content-type']?.includes('form-urlencoded');
  const text = isForm ? decodeURIComponent(body.replaceAll('+', ' ')) : body;
  return text.replaceAll('\\', '');
}

describe.each(channelCases)('a rehearsal to $kind', (channelCase) => {
  const isForPeople = !forPrograms.includes(channelCase.kind);

  it.runIf(isForPeople)('says that it is one, in the title and below it', () => {
    const text = sent(channelCase, 'en');
    expect(text).toContain('REHEARSAL: ');
    expect(text).toContain('This message rehearses notifications');
  });

  it.runIf(isForPeople)('says so in Chinese too', () => {
    const text = sent(channelCase, 'zh-CN');
    expect(text).toContain('【通知演练】');
    expect(text).toContain('这是一次通知演练');
  });

  it.runIf(!isForPeople)('is marked for the program', () => {
    expect(sent(channelCase, 'en')).toContain('"rehearsal":{}');
  });
});
