import { cut } from '../job/cut-text.ts';
import { untrustedLine } from '../job/plain-text.ts';
import type { DigestEntry } from '../notification/digest.ts';
import type { Notification, Severity } from '../notification/notification.ts';
import type { Fact } from './facts.ts';
import { timeOfDay } from './humane-time.ts';
import { iconOf } from './icon.ts';
import type { Locale } from './locale.ts';
import type { Message } from './message.ts';
import type { RenderOptions } from './render-options.ts';
import { bold, code, plain } from './span.ts';
import type { TitleParts } from './strings.ts';
import { shortId, subjectOf } from './subject.ts';
import { framed, titleOf } from './summary.ts';

const mostEntries = 15;
const bySeverity: readonly Severity[] = ['error', 'warning', 'info'];

/** Several notifications in one message, a line each, the worst first: what was held back in quiet hours. */
export function digestMessage(
  notification: Notification,
  { digest, ...renderOptions }: RenderOptions & { digest: readonly DigestEntry[] },
  locale: Locale,
): Message {
  const { strings } = locale;
  const severity = bySeverity.find((one) => digest.some((entry) => entry.severity === one)) ?? 'info';
  const { zone } = renderOptions;
  const worstFirst = bySeverity.flatMap((one) => digest.filter((entry) => entry.severity === one));
  const shown = worstFirst.slice(0, mostEntries).map((entry) => entryFact(entry, zone, locale));
  const left = digest.length - shown.length;
  return {
    icon: iconOf({ type: 'sdrs.job.succeeded', severity }),
    title: strings.digest.title(digest.length, digest.filter((entry) => entry.severity !== 'info').length),
    severity,
    // That it is told afterwards is no lateness.
    summary: framed(strings.digest.summary, {
      locale,
      renderOptions: { insteadOf: renderOptions.insteadOf },
    }),
    facts: left === 0 ? shown : [...shown, { label: '…', value: [plain(strings.digest.more(left))] }],
    links: [],
    linksLabel: strings.labels.links,
    footer: notification.id.slice(0, 12),
    notification: { id: notification.id, time: notification.time, watch: notification.watch.id },
  };
}

/** The title that the notification would have had, at the time of its day. */
function entryFact(entry: DigestEntry, zone: string | undefined, locale: Locale): Fact {
  const errorCode = cut(untrustedLine(entry.error_code ?? ''), 48);
  const parts: TitleParts = {
    what: subjectOf(entry, locale),
    code: errorCode,
    status: '',
    ranFor: '',
    api: { service: '', cloud: '', region: '' },
    since: '',
    parts: { ended: 0, of: 0 },
  };
  const title = titleOf(entry, parts, locale);
  const icon = iconOf(entry);
  return {
    label: timeOfDay(entry.time, zone),
    value: [bold(`${icon} ${title}`), code(shortId(entry.job_id))],
  };
}
