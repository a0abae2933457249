import { createHash } from 'node:crypto';
import { meaningOf, type Notification } from '../../../lib/notification/notification.ts';
import { notificationId } from '../../../lib/notification/notification-id.ts';
import { aFailureNotification, aNotification } from '../../support/notifications.ts';
import type { Scenario } from './scenario.ts';

/** The notifications of a scenario, in the order in which they are announced. */
export const notificationsOf = ({ notifications, seed, startMs }: Scenario): Notification[] =>
  notifications.map(({ atSeconds, watch, type, errorCode }) => {
    const jobId = createHash('sha256').update(`scenario ${seed} ${watch}`).digest('hex').slice(0, 32);
    const watchId = `sdrs-${jobId}-0f1e2d3c4b5a6978`;
    const time = new Date(startMs + atSeconds * 1_000).toISOString();
    const hasFailed = type === 'sdrs.job.failed';
    const { outcome: _own, ...base } = hasFailed ? aFailureNotification() : aNotification();
    return {
      ...base,
      id: notificationId(watchId, type),
      type,
      time,
      ...meaningOf[type],
      job: { ...base.job, job_id: jobId, ...(hasFailed && { error_code: errorCode }) },
      watch: { ...base.watch, id: watchId },
    };
  });

/** One route with everything in it. */
export const routesOf = ({ notifications, route: { quiet, oncePer, fallback } }: Scenario): object[] => [
  {
    when: { type: [...new Set(notifications.map(({ type }) => type))] },
    to: ['team', 'hook'],
    ...(fallback && { fallback: 'reserve' }),
    ...(quiet !== undefined && { quiet }),
    ...(oncePer !== undefined && {
      once_per: { same: oncePer.same, within: `${oncePer.withinSeconds}s` },
    }),
  },
];
