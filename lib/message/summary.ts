import { cut } from '../job/cut-text.ts';
import { untrustedLine } from '../job/plain-text.ts';
import { knownType, type Notification } from '../notification/notification.ts';
import type { Locale } from './locale.ts';
import type { RenderOptions } from './render-options.ts';
import type { TitleParts } from './strings.ts';
import { subjectOf } from './subject.ts';

/** What titles and sentences are made of, each piece cut so that no title is longer than 160 characters. */
export function titlePartsOf(notification: Notification, locale: Locale): TitleParts {
  const { job, service, account, problem, watch } = notification;
  return {
    what: subjectOf(job, locale),
    code: line(job.error_code ?? job.root_cause?.error_code, 48),
    status: line(job.status, 32),
    ranFor: job.duration_seconds === undefined ? '' : locale.duration(job.duration_seconds),
    api: { service: line(service, 32), cloud: line(account.cloud, 32), region: line(account.region, 32) },
    since: problem?.since === undefined ? '' : line(locale.time(problem.since), 80),
    parts: watch.sub_jobs ?? { ended: 0, of: 0 },
  };
}

/** What happened in plain sentences. Where we know nothing of the job's own end they say so. At most about 700 characters. */
export const summaryOf = (
  notification: Notification,
  parts: TitleParts,
  { locale, renderOptions }: { locale: Locale; renderOptions: RenderOptions },
): string => framed(sentenceOf(notification, parts, locale), { locale, renderOptions });

function sentenceOf(notification: Notification, parts: TitleParts, { strings }: Locale): string {
  const type = knownType(notification);
  const sentence = type === undefined ? strings.unknownType.summary : strings.summaries[type](parts);
  return notification.rehearsal === undefined ? sentence : `${strings.rehearsal.summary} ${sentence}`;
}

/** What stands at the top: at most 160 characters. */
export function titleOf(
  notification: Pick<Notification, 'type' | 'rehearsal'> & { outcome?: string | undefined },
  parts: TitleParts,
  { strings }: Locale,
): string {
  const type = knownType(notification);
  const title =
    type === undefined
      ? strings.unknownType.title(parts, line(notification.type, 48))
      : strings.titles[type](parts);
  return notification.rehearsal === undefined ? title : cut(strings.rehearsal.title(title), 160);
}

/** A sentence with what is special about this delivery: in whose place it is told, and that it comes late. */
export function framed(
  sentence: string,
  {
    locale: { strings, duration },
    renderOptions: { insteadOf, lateSeconds },
  }: { locale: Locale; renderOptions: RenderOptions },
): string {
  const inPlace =
    insteadOf === undefined
      ? ''
      : strings.insteadOf(line(insteadOf.destination, 63), line(insteadOf.why?.replace(/\.$/, ''), 200));
  const late = lateSeconds === undefined ? '' : strings.lateBy(duration(lateSeconds));
  return [inPlace, sentence, late].filter(Boolean).join(' ');
}

const line = (text: string | undefined, length: number): string => cut(untrustedLine(text ?? ''), length);
