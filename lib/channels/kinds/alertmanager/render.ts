import { cut } from '../../../job/cut-text.ts';
import type { Message } from '../../../message/message.ts';
import { spanText } from '../../../message/span.ts';
import type { Notification, Severity } from '../../../notification/notification.ts';

/** One alert, as the API accepts it ("postableAlert"). */
export interface PostableAlert {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt: string;
  endsAt: string;
  generatorURL?: string;
}

const severities: Record<Severity, string> = { error: 'critical', warning: 'warning', info: 'info' };
/** In characters. Alertmanager documents no limits. */
const limits = { text: 20_000, summary: 1_000, detail: 8_000 };

/**
 * Renders an alert. Alertmanager identifies an alert by its labels, so they are the same for every
 * notification of a job: a success resolves the earlier alert. `lastsSeconds` is the lifetime of an alert
 * that nothing resolves. `now` is in milliseconds since 1970.
 */
export function renderAlertmanager(
  { notification, message }: { notification: Notification; message: Message },
  own: { labels: Record<string, string>; lastsSeconds: number; now: number },
): [PostableAlert] {
  const { account, service, job } = notification;
  const isResolved = notification.outcome === 'succeeded';
  const link = message.links[0];
  const ends = isResolved ? own.now : own.now + own.lastsSeconds * 1_000;
  return [
    {
      labels: withoutEmpty({
        ...own.labels,
        alertname: notification.type === 'sdrs.test' ? 'SdrsJobWatcherTest' : 'SdrsJob',
        service,
        cloud: account.cloud,
        region: account.region,
        account: account.id,
        job_id: job.job_id,
      }),
      annotations: withoutEmpty({
        summary: cut(message.title, limits.summary),
        description: descriptionOf(message),
        severity: severities[notification.severity],
        job_type: job.job_type ?? '',
        error_code: job.error_code ?? '',
        notification_id: notification.id,
      }),
      startsAt: new Date(Math.min(Date.parse(notification.time) || own.now, own.now)).toISOString(),
      endsAt: new Date(ends).toISOString(),
      ...(link !== undefined && { generatorURL: link.url }),
    },
  ];
}

/** Prometheus treats an empty label like an absent one. */
const withoutEmpty = (texts: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts)
      .filter(([, text]) => text !== '')
      .map(([name, text]) => [name, cut(text.toWellFormed(), limits.text)]),
  );

function descriptionOf({ summary, detail, facts, footer }: Message): string {
  return [
    summary,
    ...(detail === undefined ? [] : [`${detail.label}: ${cut(detail.text, limits.detail)}`]),
    ...facts.map(({ label, value }) => `${label}: ${cut(spanText(value), limits.summary)}`),
    footer,
  ].join('\n');
}
