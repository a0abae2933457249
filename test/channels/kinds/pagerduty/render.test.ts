import type { event } from '@pagerduty/pdjs';
import { describe, expect, it } from 'vitest';
import { renderPagerduty } from '../../../../lib/channels/kinds/pagerduty/render.ts';
import type { Notification } from '../../../../lib/notification/notification.ts';
import {
  aFailureNotification,
  aNotification,
  anUnreachableNotification,
  notified,
} from '../../../support/notifications.ts';

type EventPayloadV2 = Parameters<typeof event>[0]['data'];

const key = 'R0UT1NGKEYR0UT1NGKEYR0UT1NGKEY00';
const render = (notification: Notification) => renderPagerduty(notified(notification), key);

function triggered(notification: Notification) {
  const event = render(notification);
  if (event.event_action !== 'trigger') throw new TypeError('Expected a trigger.');
  return event satisfies EventPayloadV2;
}

describe('a PagerDuty event', () => {
  it('opens an incident of the watch for a job that failed', () => {
    const { dedup_key, payload, links } = triggered(aFailureNotification());
    expect(dedup_key).toBe(aFailureNotification().watch.id);
    expect(payload).toMatchObject({
      summary: 'Create protection group failed: SDRS.0405 (ff80808288a1c57d0188a1dd0a0f0012)',
      severity: 'critical',
      source: 'otc/eu-de/otc-prod',
      component: 'sdrs',
      class: 'SDRS.0405',
    });
    expect(payload.custom_details).toMatchObject({
      Reason: 'A sub-job failed.',
      job: aFailureNotification().job,
    });
    expect(links).toEqual([{ href: expect.stringContaining('https://'), text: 'Cloud console' }]);
  });

  it('resolves it when the same watch ends in success, and only then', () => {
    expect(render(aNotification())).toEqual({
      routing_key: key,
      event_action: 'resolve',
      dedup_key: aFailureNotification().watch.id,
    });
  });

  it.each([
    [aFailureNotification(), 'critical'],
    [anUnreachableNotification(), 'warning'],
    [aFailureNotification({ type: 'sdrs.job.started', severity: 'info' }), 'info'],
  ])('is as severe as its notification', (notification, severity) => {
    expect(triggered(notification).payload.severity).toBe(severity);
  });

  it('of a test opens an incident of its own', () => {
    const { outcome: _none, ...test } = aNotification({ type: 'sdrs.test', severity: 'info' });
    expect(triggered(test).dedup_key).toBe(test.id);
  });

  it('has a key that PagerDuty takes, however long the id of a watch is', () => {
    expect(triggered(aFailureNotification({ watch: { id: 'w'.repeat(256) } })).dedup_key).toMatch(
      /^[0-9a-f]{64}$/,
    );
  });
});
