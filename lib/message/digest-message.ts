import { cut } from '../job/cut-text.ts';
import { untrustedLine } from '../job/plain-text.ts';
import type { DigestEntry } from '../notification/digest.ts';
import type { Notification, Severity } from '../notification/notification.ts';
import { iconOf, shortId, subjectOf, titleOf, withDelivery } from './headline.ts';
import { timeOfDay } from './humane-time.ts';
import type { Locale } from './locale.ts';
import type { Fact, Message } from './message.ts';
import type { RenderOptions } from './render-options.ts';
import { bold, code, plain } from './span.ts';
import type { TitleParts } from './strings.ts';

const maxEntries = 15;
const bySeverity: readonly Severity[] = ['error', 'warning', 'info'];

/** Lists the notifications that quiet hours deferred in one message: a line each, the worst first. */
export function digestMessage(
  notification: Notification,
  { digest, ...renderOptions }: RenderOptions & { digest: readonly DigestEntry[] },
  locale: Locale,
): Message {
  const { strings } = locale;
  const severity = bySeverity.find((one) => digest.some((entry) => entry.severity === one)) ?? 'info';
  const { zone } = renderOptions;
  const worstFirst = bySeverity.flatMap((one) => digest.filter((entry) => entry.severity === one));
  const shown = worstFirst.slice(0, maxEntries).map((entry) => entryFact(entry, zone, locale));
  const left = digest.length - shown.length;
  return {
    icon: iconOf({ type: 'sdrs.job.succeeded', severity }),
    title: strings.digest.title(digest.length, digest.filter((entry) => entry.severity !== 'info').length),
    severity,
    // A digest is delayed on purpose, so it is not marked late.
    summary: withDelivery(strings.digest.summary, {
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

/** Returns the line of one notification: its time of day and the title that it would have had. */
function entryFact(entry: DigestEntry, zone: string | undefined, locale: Locale): Fact {
  const errorCode = cut(untrustedLine(entry.error_code ?? ''), 48);
  const parts: TitleParts = {
    what: subjectOf(entry, locale),
    code: errorCode,
    status: '',
    ranFor: '',
    api: { service: '', cloud: '', region: '' },
    since: '',
    steps: { ended: 0, of: 0 },
  };
  const title = titleOf(entry, parts, locale);
  const icon = iconOf(entry);
  return {
    label: timeOfDay(entry.time, zone),
    value: [bold(`${icon} ${title}`), code(shortId(entry.job_id))],
  };
}
