import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unseenJob } from '../../lib/job/job.ts';
import { messageOf } from '../../lib/message/message-of.ts';
import { renderForPeople } from '../../lib/message/plain-text.ts';
import { spanText } from '../../lib/message/span.ts';
import { type Notification, notificationTypes } from '../../lib/notification/notification.ts';
import { hostileText } from '../channels/hostile.ts';
import { aFailureNotification, aNotification, anUnreachableNotification } from '../support/notifications.ts';

const factsOf = (notification: Notification): Record<string, string> =>
  Object.fromEntries(messageOf(notification).facts.map(({ label, value }) => [label, spanText(value)]));

describe('the message of a job that failed', () => {
  const message = messageOf(aFailureNotification());

  it('says in its title what failed, and with which code', () => {
    expect(message.title).toBe('Create protection group failed: SDRS.0405');
    expect(message.summary).toBe('The job failed after 4 min 10 s.');
    expect(message.detail).toEqual({ label: 'Reason', text: 'A sub-job failed.' });
  });

  it('says what people ask next', () => {
    expect(factsOf(aFailureNotification())).toEqual({
      'Error code': 'SDRS.0405',
      'Protection group': 'b5dc9a1e-7b1e-4a5c-9f0e-2f6f2b8f9b11',
      'Replication pair': '0a3f2f0e-5a52-4d3e-8b83-5f6d2f3f7c10',
      'Failed step': 'Create replication pair SDRS.1602',
      "Step's reason": 'The disk is attached to a server that is not protected.',
      Meaning: 'SDRS.1602 A disk of the pair is in use',
      'What to do': 'Detach the disk and create the pair again',
      'Ran for': '4 min 10 s',
      Account: 'otc-prod (otc, eu-de)',
      Project: '5dd3c0b24cdc4d31952c49589182a89d',
      Job: 'ff80808288a1c57d0188a1dd0a0f0012',
      Labels: 'environment=production',
    });
  });

  it('shows ids and codes as code', () => {
    const codes = message.facts.flatMap(({ value }) => value.filter(({ kind }) => kind === 'code'));
    expect(codes.map(({ text }) => text)).toEqual(
      expect.arrayContaining(['SDRS.0405', 'SDRS.1602', 'ff80808288a1c57d0188a1dd0a0f0012']),
    );
  });

  it('says where to poll, and which watch and notification it comes from', () => {
    expect(message.links).toEqual([
      {
        kind: 'link',
        text: 'Cloud console',
        url: 'https://console.otc.example/sdrs?region=eu-de&tab=groups',
      },
    ]);
    expect(message.footer).toBe(
      'Job ff80808288a1c57d0188a1dd0a0f0012 · watch …2d3c4b5a6978 · 12 polls, seen 7 s after its end · ' +
        aFailureNotification().id.slice(0, 12),
    );
  });

  it('takes the code of the failed step where the job has none', () => {
    const { error_code: _none, ...job } = aFailureNotification().job;
    expect(messageOf(aFailureNotification({ job })).title).toBe('Create protection group failed: SDRS.1602');
  });

  it('says nothing about what is not known', () => {
    const { job_id, label, entities, sub_jobs } = aNotification().job;
    const notification = aFailureNotification({
      job: { job_id, label, entities, sub_jobs, status: 'FAIL' },
      labels: {},
      links: [],
    });
    expect(messageOf(notification)).toMatchObject({
      title: 'Create protection group failed',
      summary: 'The job failed.',
      links: [],
    });
    expect(messageOf(notification).detail).toBeUndefined();
    expect(Object.keys(factsOf(notification))).toEqual(['Protection group', 'Account', 'Project', 'Job']);
  });
});

describe('the message about the watching', () => {
  const doubt = [
    'sdrs.watch.timed_out',
    'sdrs.watch.unreachable',
    'sdrs.watch.lost',
    'sdrs.watch.cannot_ask',
  ] as const;

  it.each(doubt)('of %s says that it is not about the job, which may still be running', (type) => {
    const { summary } = messageOf(anUnreachableNotification({ type }));
    expect(summary).toMatch(/^This is about the watching, not about the job: /);
    expect(summary).toMatch(/The job itself may still be running\.$/);
  });

  it('says whom we could not ask and since when, what was answered, and why', () => {
    const message = messageOf(anUnreachableNotification());
    expect(message.title).toBe('Job ff80808288a1c57d0188a1dd0a0f0012: outcome unknown, we could not see it');
    expect(message.summary).toContain(
      'we could not learn how the job is from the sdrs API of otc in eu-de since 2026-03-01 12:00:02 UTC and stopped watching',
    );
    expect(message.detail?.text).toBe(
      'The API did not tell how the job is. GET of the job answered 403 Forbidden.',
    );
    expect(factsOf(anUnreachableNotification())).toMatchObject({
      'Last seen status': 'not seen yet',
      Answer: 'HTTP 403, APIGW.0301, request 6a2c8a4e1f',
    });
  });

  it('of a lost watch says nothing of polls and of a status that nobody knows', () => {
    const lost = aNotification({
      type: 'sdrs.watch.lost',
      severity: 'error',
      outcome: 'lost',
      job: unseenJob('ff80808288a1c57d0188a1dd0a0f0012'),
      watch: { id: aNotification().watch.id },
      reason: 'The execution of the watch was aborted.',
    });
    const message = messageOf(lost);
    expect(message.title).toBe('Job ff80808288a1c57d0188a1dd0a0f0012: outcome unknown, the watch died');
    expect(message.footer).toBe(
      `Job ff80808288a1c57d0188a1dd0a0f0012 · watch …2d3c4b5a6978 · ${lost.id.slice(0, 12)}`,
    );
    expect(Object.keys(factsOf(lost))).toEqual(['Account', 'Project', 'Job', 'Labels']);
    const seen = { ...lost, job: { ...lost.job, status: 'RUNNING' } };
    expect(factsOf(seen)).toMatchObject({ 'Last seen status': 'RUNNING' });
  });

  it('of an unknown status names it and says that the watch goes on', () => {
    const job = { ...aNotification().job, status: 'PAUSED' };
    const { outcome: _none, ...notification } = aNotification({
      type: 'sdrs.job.unknown_status',
      severity: 'warning',
      job,
    });
    const message = messageOf(notification);
    expect(message.title).toBe('Create protection group: unknown status PAUSED');
    expect(message.summary).toContain('We take it as still running and keep watching.');
  });
});

describe('every message', () => {
  it.each(['http://console.example', 'javascript:alert(1)', 'no URL'])('drops the link to %s', (url) => {
    expect(messageOf(aNotification({ links: [{ label: 'Console', url }] })).links).toEqual([]);
  });

  it.each(notificationTypes)(
    'of %s has a title of at most 160 characters and no control character, whatever comes in',
    (type) => {
      fc.assert(
        fc.property(hostileText, hostileText, (one, other) => {
          const notification = aFailureNotification({
            type,
            reason: one,
            labels: { [other.slice(0, 63)]: one.slice(0, 255) },
          });
          const job = {
            ...notification.job,
            label: other,
            error_code: one,
            fail_reason: other,
            entities: { [one]: other },
          };
          const message = messageOf({ ...notification, job });
          expect(message.title.length).toBeLessThanOrEqual(160);
          expect(message.facts.length).toBeLessThanOrEqual(16);
          expect(JSON.stringify(message).replaceAll('\\n', '')).not.toMatch(
            /[\p{Cc}\p{Cs}\p{Bidi_Control}]|\\u/u,
          );
        }),
        { numRuns: 10 },
      );
    },
  );

  it('as plain lines for a terminal', () => {
    expect(renderForPeople(anUnreachableNotification()).split('\n')).toEqual([
      '⚠️ Job ff80808288a1c57d0188a1dd0a0f0012: outcome unknown, we could not see it',
      'This is about the watching, not about the job: we could not learn how the job is from the sdrs API of otc in eu-de since ' +
        '2026-03-01 12:00:02 UTC and stopped watching. The job itself may still be running.',
      'Reason: The API did not tell how the job is. GET of the job answered 403 Forbidden.',
      '  Last seen status  not seen yet',
      '  Answer            HTTP 403, APIGW.0301, request 6a2c8a4e1f',
      '  Account           otc-prod (otc, eu-de)',
      '  Project           5dd3c0b24cdc4d31952c49589182a89d',
      '  Job               ff80808288a1c57d0188a1dd0a0f0012',
      '  Labels            environment=production',
      '  Cloud console: https://console.otc.example/sdrs?region=eu-de&tab=groups',
      `Job ff80808288a1c57d0188a1dd0a0f0012 · watch …2d3c4b5a6978 · 3 polls · ${anUnreachableNotification().id.slice(0, 12)}`,
    ]);
  });
});
