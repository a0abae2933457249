import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Message } from '../../lib/message/message.ts';
import { messageOf } from '../../lib/message/message-of.ts';
import { type Notification, notificationTypes } from '../../lib/notification/notification.ts';
import { hostileText } from './hostile.ts';
import { hostileNotification, longestNotification } from './hostile-notification.ts';

/** What a kind renders of a notification, checked by `judge`, which throws at what its vendor would not take. */
export interface Judged {
  render: (notified: { notification: Notification; message: Message }) => string;
  judge: (rendered: string) => void;
}

/** The laws of every renderer: valid to the judge, job id and error code there, whatever comes in and however long it is. */
export function itRendersAnything({ render, judge }: Judged): void {
  const check = (notification: Notification): void => {
    const rendered = render({ notification, message: messageOf(notification) });
    judge(rendered);
    expect(decodeURIComponent(rendered.replaceAll('%', '%25').replaceAll('%25', '%'))).toContain(
      notification.job.job_id,
    );
    expect(rendered).toContain('SDRS.0405');
  };

  it.each(notificationTypes)(
    'a notification of type %s with hostile texts is taken, and says job and code',
    (type) => {
      fc.assert(
        fc.property(fc.tuple(hostileText, hostileText), (texts) => check(hostileNotification(type, texts))),
        { numRuns: 25 },
      );
    },
  );

  it.each(['x', '<', '&', '"', '组', '\u{1F600}', '\u202E', '\u200D', '\n'])(
    'a notification as long as it can be, of %j, is taken, and says job and code',
    (character) => check(longestNotification('sdrs.job.failed', character)),
  );
}
