import type { Notice, Severity } from '../notice/notice.ts';

const severityMarks: Record<Severity, string> = { info: '✅', warning: '⚠️', error: '❌' };

/** What stands before a title. Progress is no success yet. */
export function markOf({ type, severity }: Pick<Notice, 'type' | 'severity'>): string {
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
