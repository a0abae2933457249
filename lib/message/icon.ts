import type { Notification, Severity } from '../notification/notification.ts';

const severityIcons: Record<Severity, string> = { info: '✅', warning: '⚠️', error: '❌' };

/** What stands before a title. Progress is no success yet, and a rehearsal is a test. */
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
