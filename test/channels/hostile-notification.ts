import type { Notification } from '../../lib/notification/notification.ts';
import { aFailureNotification } from '../support/notifications.ts';

/** A failed job whose id and error code are right, and in which everything else is one of two texts. */
export function hostileNotification(
  type: Notification['type'],
  [one, other]: [string, string],
): Notification {
  const failure = aFailureNotification();
  return {
    ...failure,
    type,
    reason: one,
    labels: { [other.slice(0, 63)]: one.slice(0, 255) },
    links: [{ label: other, url: 'https://console.example/?a=<!channel>|x&b=c' }],
    account: { id: one, cloud: other, region: one, project_id: other },
    problem: { kind: 'server', message: other, error_code: one, request_id: other, since: one },
    job: {
      ...failure.job,
      label: one,
      status: other,
      fail_reason: other,
      entities: { [one]: other, [other]: one, server_group_id: one, volume_ids: [one, other] },
      root_cause: { job_id: one, label: other, error_code: one, fail_reason: one, entities: {} },
      advice: { error_code: other, meaning: one, action: other },
    },
  };
}

/** Longer than a whole message of any kind, in UTF-16 units. */
const overlong = 50_000;

/** The same with every part as long as it can be, all 16 facts and more links than any kind shows. */
export function longestNotification(type: Notification['type'], character: string): Notification {
  const long = character.repeat(overlong / character.length);
  const { outcome: _none, ...notification } = hostileNotification(type, [long, `${long}<`]);
  const links = Array.from({ length: 9 }, () => ({
    label: long,
    url: `https://console.example/?${'a'.repeat(215)}`,
  }));
  return { ...notification, links };
}
