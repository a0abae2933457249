import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openDestination } from '../../lib/channels/channels.ts';
import { Destination } from '../../lib/channels/destination.ts';
import { messageOf } from '../../lib/message/message-of.ts';
import { type Notification, notificationTypes } from '../../lib/notification/notification.ts';
import { Secret } from '../../lib/watch/ports/secret.ts';
import type { ChannelCase } from './case.ts';
import { channelCases } from './cases.ts';
import { hostileText } from './hostile.ts';
import { hostileNotification, longestNotification } from './hostile-notification.ts';
import { judges } from './judges.ts';

/** Kinds that pass fields of the notification to a program. They keep every character. */
const forPrograms = ['alertmanager', 'eventbridge', 'pagerduty', 'webhook'];

/** Renders the body of a notification for the destination of a case, with further fields. */
function bodyOf(channelCase: ChannelCase, notification: Notification, fields: object = {}): string {
  const secrets = channelCase.secrets('http://127.0.0.1:1/services/hook');
  const destination = Destination.parse({ ...channelCase.destination, ...fields });
  const prepared = openDestination(destination).request({
    notification,
    message: messageOf(notification),
    secret: (reference) => new Secret(secrets[reference] ?? ''),
    now: Date.parse('2026-03-01T12:05:00.000Z'),
  });
  if (prepared.kind === 'refused') throw new TypeError(prepared.why);
  return prepared.body;
}

function expectEssentials(body: string): void {
  expect(body).toContain('ff80808288a1c57d0188a1dd0a0f0012');
  expect(body).toContain('SDRS.0405');
}

describe.each(channelCases)('a message to $kind', (channelCase) => {
  const { accept, dangers, fullest } = judges[channelCase.kind];
  const isForPeople = !forPrograms.includes(channelCase.kind);

  it('is accepted by the vendor, and injects nothing, whatever texts come in', () => {
    const anything = fc.tuple(fc.constantFrom(...notificationTypes), hostileText, hostileText);
    fc.assert(
      fc.property(anything, ([type, one, other]) => {
        const body = bodyOf(channelCase, hostileNotification(type, [one, other]));
        accept(body);
        expectEssentials(body);
        expect(dangers(body)).toEqual([]);
        if (isForPeople) expect(decodeForm(body)).not.toMatch(/[\p{Cs}\p{Bidi_Control}]/u);
      }),
      { numRuns: 25 },
    );
  });

  it.each([
    ['x', 'sdrs.job.failed'],
    ['&', 'sdrs.watch.unreachable'],
    ['"', 'sdrs.job.failed'],
    ['@', 'sdrs.watch.timed_out'],
    ['保', 'sdrs.job.failed'],
    ['\u{1F600}', 'sdrs.watch.cannot_ask'],
    ['<', 'sdrs.job.failed'],
  ] as const)('fits the limits if every part is full of %j (%s)', (character, type) => {
    const body = bodyOf(channelCase, longestNotification(type, character), fullest);
    accept(body);
    expectEssentials(body);
  });
});

const decodeForm = (body: string): string =>
  body.startsWith('Action=') ? (new URLSearchParams(body).get('Message') ?? '') : body;
