import { cut } from '../job/cut-text.ts';
import type { Job } from '../job/job.ts';
import { untrustedLine } from '../job/plain-text.ts';
import { knownType, type Notification, type Severity } from '../notification/notification.ts';
import type { Locale } from './locale.ts';
import type { RenderOptions } from './render-options.ts';
import type { TitleParts } from './strings.ts';

const severityIcons: Record<Severity, string> = { info: '✅', warning: '⚠️', error: '❌' };

/** Returns the icon before a title. Progress is not a success yet, and a rehearsal looks like a test. */
export function iconOf({
  type,
  severity,
  rehearsal,
}: Pick<Notification, 'type' | 'severity' | 'rehearsal'>): string {
  if (rehearsal !== undefined) return '🔔';
  switch (type) {
    case 'sdrs.job.started':
      return '▶️';
    case 'sdrs.job.progress':
      return '⏳';
    case 'sdrs.test':
      return '🔔';
    default:
      return severityIcons[severity];
  }
}

/** Returns the name of a job in titles: its label, or its id while no poll has seen the job. */
export function subjectOf(job: Pick<Job, 'job_type' | 'label' | 'job_id'>, { strings }: Locale): string {
  const label = jobLabel(job, { strings });
  return label === '' || label === 'Job' ? strings.jobById(shortId(job.job_id)) : cut(label, 80);
}

/** Returns the label of a job or sub-job: the locale's name of its type, else its own label. */
export function jobLabel(
  { job_type: type = '', label }: { job_type?: string | undefined; label: string },
  { strings }: Pick<Locale, 'strings'>,
): string {
  const name = type.replace(/(?:NoCG|New)$/, '');
  return (Object.hasOwn(strings.jobTypes, name) ? strings.jobTypes[name] : undefined) ?? untrustedLine(label);
}

/** Cuts a job id to 64 characters. The API has no longer ids, but a request may contain one. */
export const shortId = (id: string): string => cut(untrustedLine(id), 64);

/** Returns the variable parts of titles and sentences, each cut so that no title exceeds 160 characters. */
export function titlePartsOf(notification: Notification, locale: Locale): TitleParts {
  const { job, service, account, problem, watch } = notification;
  return {
    what: subjectOf(job, locale),
    code: line(job.error_code ?? job.root_cause?.error_code, 48),
    status: line(job.status, 32),
    ranFor: job.duration_seconds === undefined ? '' : locale.duration(job.duration_seconds),
    api: {
      service: line(service, 32).toUpperCase(),
      cloud: line(account.cloud, 32),
      region: line(account.region, 32),
    },
    since: problem?.since === undefined ? '' : line(locale.time(problem.since), 80),
    steps: watch.sub_jobs ?? { ended: 0, of: 0 },
  };
}

/** Returns the title: at most 160 characters. */
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

/** Returns a few plain sentences that say what happened, of about 700 characters at most. */
export function summaryOf(
  notification: Notification,
  parts: TitleParts,
  { locale, renderOptions }: { locale: Locale; renderOptions: RenderOptions },
): string {
  const { strings } = locale;
  const type = knownType(notification);
  const sentence = type === undefined ? strings.unknownType.summary : strings.summaries[type](parts);
  const text = notification.rehearsal === undefined ? sentence : `${strings.rehearsal.summary} ${sentence}`;
  return withDelivery(text, { locale, renderOptions });
}

/** Adds what is special about this delivery: the destination that it replaces, and the delay. */
export function withDelivery(
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
