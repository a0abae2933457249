import type { Severity } from '../../notification/notification.ts';

/** The stripe beside a message, for the kinds that have one: RGB, as CSS writes it. */
export const severityColors: Record<Severity, `#${string}`> = {
  info: '#2e7d32',
  warning: '#f9a825',
  error: '#c62828',
};
