import { cut } from '../../../job/cut-text.ts';
import type { Message } from '../../../message/message.ts';
import type { Notification } from '../../../notification/notification.ts';
import { renderSns } from '../sns/render.ts';
import type { EmailConfig } from './config.ts';
import { messageHtml } from './html.ts';

interface Part {
  Data: string;
  Charset: 'UTF-8';
}

/** The arguments of SendEmail that we use. */
export interface SendEmail {
  FromEmailAddress: string;
  Destination: { ToAddresses: string[] };
  Content: {
    Simple: {
      Subject: Part;
      Body: { Text: Part; Html: Part };
      Headers: { Name: string; Value: string }[];
    };
  };
  ConfigurationSetName?: string;
}

const longestSubject = 200;
const part = (Data: string): Part => ({ Data, Charset: 'UTF-8' });

/**
 * Renders an e-mail in text and HTML. The e-mails of one watch share a reference, so mail clients group them.
 */
export function renderEmail(
  { notification, message }: { notification: Notification; message: Message },
  { from, to, configuration_set: set }: Pick<EmailConfig, 'from' | 'to' | 'configuration_set'>,
): SendEmail {
  return {
    FromEmailAddress: from,
    Destination: { ToAddresses: to },
    Content: {
      Simple: {
        Subject: part(cut(`${message.icon} ${message.title}`, longestSubject)),
        Body: {
          Text: part(renderSns({ notification, message }, {}).message),
          Html: part(messageHtml(message)),
        },
        Headers: [
          // RFC 3834: asks for no automatic replies.
          { Name: 'Auto-Submitted', Value: 'auto-generated' },
          { Name: 'References', Value: `<${headerToken(notification.watch.id)}@sdrs-job-watcher.invalid>` },
          { Name: 'X-Notification-Id', Value: notification.id },
        ],
      },
    },
    ...(set !== undefined && { ConfigurationSetName: set }),
  };
}

const headerToken = (text: string): string => text.replace(/[^A-Za-z0-9._-]/g, '').slice(0, 100) || 'watch';
