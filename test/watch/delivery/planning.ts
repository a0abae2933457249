import { expect } from 'vitest';
import type { Notification } from '../../../lib/notification/notification.ts';
import { notificationId } from '../../../lib/notification/notification-id.ts';
import { Route } from '../../../lib/notification/route.ts';
import { planNotification } from '../../../lib/watch/delivery/plan-notification.ts';
import type { KeyValueStore } from '../../../lib/watch/ports/key-value-store.ts';
import { makeOwner, type Owner } from '../../../lib/watch/ports/owner.ts';
import { PlanOutput } from '../../../lib/workflow/contracts.ts';
import { aFailureNotification } from '../../support/notifications.ts';
import { strictStore } from '../../support/store.ts';

/** In the quiet hours of these tests. */
export const evening = Date.parse('2026-03-01T21:30:00.000Z');
const destinations = [
  { id: 'dr-team', readers: 'people' as const, pages: false },
  { id: 'tickets', readers: 'machines' as const, pages: false },
  { id: 'managers', readers: 'people' as const, pages: false },
];

/** Plans with a memory of its own. */
export function planner(
  routes: object[],
  how: { store?: KeyValueStore; at?: number; owner?: Owner; lasting?: boolean } = {},
) {
  const { store, at = evening, owner = makeOwner('test'), lasting = false } = how;
  const troubles: unknown[] = [];
  const ports = {
    routes: routes.map((route) => Route.parse(route)),
    destinations,
    store: store ?? strictStore(() => at),
    owner,
    lasting,
    onTrouble: (error: unknown) => troubles.push(error),
    now: () => at,
  };
  const plan = async (notification: Notification) => {
    const planned = await planNotification({ notification }, ports);
    expect(PlanOutput.parse(planned)).toStrictEqual(planned);
    return planned;
  };
  return { plan, troubles };
}

/** Another notification that says the same of another job. */
export const another = (number: number, notification = aFailureNotification()): Notification => ({
  ...notification,
  id: notificationId(`watch ${number}`, 'end'),
  job: { ...notification.job, job_id: `another-job-${number}` },
});
