import type { event } from '@pagerduty/pdjs';
import { describe, expect, it } from 'vitest';
import { renderPagerduty } from '../../../lib/channels/pagerduty/render.ts';
import type { Notice } from '../../../lib/notice/notice.ts';
import { aFailureNotice, aNotice, anUnreachableNotice, told } from '../../support/notices.ts';
import { itRendersAnything } from '../hostile-notices.ts';

type EventPayloadV2 = Parameters<typeof event>[0]['data'];

const key = 'R0UT1NGKEYR0UT1NGKEYR0UT1NGKEY00';
const render = (notice: Notice) => renderPagerduty(told(notice), key);

function triggered(notice: Notice) {
  const event = render(notice);
  if (event.event_action !== 'trigger') throw new TypeError('Expected a trigger.');
  return event satisfies EventPayloadV2;
}

describe('a PagerDuty event', () => {
  it('opens an incident of the watch for a job that failed', () => {
    const { dedup_key, payload, links } = triggered(aFailureNotice());
    expect(dedup_key).toBe(aFailureNotice().watch.id);
    expect(payload).toMatchObject({
      summary: 'Create protection group failed: SDRS.0405 (ff80808288a1c57d0188a1dd0a0f0012)',
      severity: 'critical',
      source: 'otc/eu-de/otc-prod',
      component: 'sdrs',
      class: 'SDRS.0405',
    });
    expect(payload.custom_details).toMatchObject({ Reason: 'A sub-job failed.', job: aFailureNotice().job });
    expect(links).toEqual([{ href: expect.stringContaining('https://'), text: 'Cloud console' }]);
  });

  it('resolves it when the same watch ends in success, and only then', () => {
    expect(render(aNotice())).toEqual({
      routing_key: key,
      event_action: 'resolve',
      dedup_key: aFailureNotice().watch.id,
    });
  });

  it.each([
    [aFailureNotice(), 'critical'],
    [anUnreachableNotice(), 'warning'],
    [aFailureNotice({ type: 'sdrs.job.started', severity: 'info' }), 'info'],
  ])('is as severe as its notice', (notice, severity) => {
    expect(triggered(notice).payload.severity).toBe(severity);
  });

  it('of a test opens an incident of its own', () => {
    const { outcome: _none, ...test } = aNotice({ type: 'sdrs.test', severity: 'info' });
    expect(triggered(test).dedup_key).toBe(test.id);
  });

  it('has a key that PagerDuty takes, however long the id of a watch is', () => {
    expect(triggered(aFailureNotice({ watch: { id: 'w'.repeat(256) } })).dedup_key).toMatch(/^[0-9a-f]{64}$/);
  });

  itRendersAnything({
    render: ({ notice, message }) =>
      JSON.stringify(renderPagerduty({ notice: { ...notice, outcome: 'failed' }, message }, key)),
    judge: (rendered) => {
      expect(Buffer.byteLength(rendered)).toBeLessThan(512_000);
      const { payload } = JSON.parse(rendered);
      expect([...payload.summary].length).toBeLessThanOrEqual(1_024);
    },
  });
});
