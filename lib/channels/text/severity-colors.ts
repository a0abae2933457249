import type { Severity } from '../../notification/notification.ts';

/** The color of the stripe beside a message, as RGB in CSS notation. */
export const severityColors: Record<Severity, `#${string}`> = {
  info: '#2e7d32',
  warning: '#f9a825',
  error: '#c62828',
};
