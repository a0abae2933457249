import type { Notice, Severity } from '../notice/notice.ts';

const severityMarks: Record<Severity, string> = { info: '✅', warning: '⚠️', error: '❌' };

/** What stands before a title. Progress is no success yet, and a rehearsal is a test. */
export function markOf({
  type,
  severity,
  rehearsal,
}: Pick<Notice, 'type' | 'severity' | 'rehearsal'>): string {
  if (rehearsal !== undefined) return '🔔';
  switch (type) {
    case 'sdrs.job.started':
      return '▶️';
    case 'sdrs.job.progress':
      return '⏳';
    case 'sdrs.test':
      return '🔔';
    default:
      return severityMarks[severity];
  }
}
