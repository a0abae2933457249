import { cut } from '../../../job/cut-text.ts';
import type { Message } from '../../../message/message.ts';
import { spanText } from '../../../message/span.ts';
import type { Notification } from '../../../notification/notification.ts';
import { renderEvent } from '../webhook/render.ts';
import type { SnsConfig } from './config.ts';

const stringBytes = (text: string): number => Buffer.byteLength(text);
/**
 * In bytes. SNS accepts 256 KB, but an SMS holds far less. A subject has at most 100 characters of printable
 * ASCII.
 */
const limits = { subject: 100, detail: 20_000, fact: 1_000, link: 100, url: 2_000 };
const mostLinks = 10;

/**
 * The content of a publication: the message, its subject for mail, and the attributes for filter policies.
 */
export interface Publication {
  message: string;
  subject?: string;
  attributes: Record<string, string>;
}

/** Renders a publication: as text, or as the CloudEvent that a webhook gets. */
export function renderSns(
  { notification, message }: { notification: Notification; message: Message },
  { format = 'text' }: Pick<SnsConfig, 'format'>,
): Publication {
  return {
    message: format === 'json' ? renderEvent(notification) : textOf(message),
    subject: subjectOf(message),
    attributes: attributesOf(notification),
  };
}

/**
 * Returns the attributes for filter policies
 * (docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html).
 */
export const attributesOf = ({ type, severity, outcome, account }: Notification): Record<string, string> => ({
  type,
  severity,
  ...(outcome !== undefined && { outcome }),
  account: account.id.toWellFormed(),
});

/** Removes everything but printable ASCII, which SNS refuses in a subject. */
function subjectOf({ title, notification }: Message): string {
  const ascii = title
    .normalize('NFKD')
    .replace(/[^\x20-\x7E]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const subject = /[A-Za-z]/.test(ascii) ? ascii : `SDRS ${notification.id.slice(0, 12)}`;
  return subject.length <= limits.subject ? subject : `${subject.slice(0, limits.subject - 3).trimEnd()}...`;
}

function textOf({ icon, title, summary, detail, facts, links, footer }: Message): string {
  return [
    `${icon} ${title}`,
    '',
    summary,
    ...(detail === undefined ? [] : [`${detail.label}: ${cut(detail.text, limits.detail, stringBytes)}`]),
    '',
    ...facts.map(({ label, value }) => `${label}: ${cut(spanText(value), limits.fact, stringBytes)}`),
    ...links
      .filter(({ url }) => url.length <= limits.url)
      .slice(0, mostLinks)
      .map(({ text, url }) => `${cut(text, limits.link)}: ${url}`),
    '',
    footer,
  ].join('\n');
}
