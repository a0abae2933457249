import { describe, expect, it } from 'vitest';
import { renderAlertmanager } from '../../../../lib/channels/kinds/alertmanager/render.ts';
import type { Notification } from '../../../../lib/notification/notification.ts';
import { aFailureNotification, aNotification, notified } from '../../../support/notifications.ts';

const now = Date.parse('2026-03-01T12:05:00.000Z');
const own = { labels: { team: 'dr' }, lastsSeconds: 86_400, now };
const alertOf = (notification: Notification) => renderAlertmanager(notified(notification), own)[0];

describe('an alert', () => {
  it('of a failed job lasts as long as it is configured to', () => {
    const alert = alertOf(aFailureNotification());
    expect(alert).toMatchObject({
      labels: {
        alertname: 'SdrsJob',
        team: 'dr',
        job_id: aFailureNotification().job.job_id,
        region: 'eu-de',
      },
      annotations: { summary: 'Create protection group failed: SDRS.0405', severity: 'critical' },
      startsAt: '2026-03-01T12:04:17.000Z',
      endsAt: '2026-03-02T12:05:00.000Z',
    });
  });

  it('is ended by the success of the same job, because its labels are the same', () => {
    expect(alertOf(aNotification()).labels).toEqual(alertOf(aFailureNotification()).labels);
    expect(alertOf(aNotification()).endsAt).toBe('2026-03-01T12:05:00.000Z');
  });

  it('never begins after it ends, whatever the clocks say', () => {
    const { startsAt, endsAt } = alertOf(aNotification({ time: '2027-01-01T00:00:00.000Z' }));
    expect(startsAt <= endsAt).toBe(true);
    expect(alertOf(aNotification({ time: 'yesterday' })).startsAt).toBe('2026-03-01T12:05:00.000Z');
  });
});
