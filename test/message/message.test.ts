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

  it('says in its title what failed and with which code', () => {
    expect(message.title).toBe('Create protection group failed: SDRS.0405');
    expect(message.summary).toBe('The job ran for 4 min 10 s.');
    expect(message.detail).toEqual({ label: 'Reason', text: 'A sub-job failed.' });
  });

  it('answers the next questions, the most important first', () => {
    expect(factsOf(aFailureNotification())).toEqual({
      'Failed step': 'Create replication pair',
      'Step error': 'SDRS.1602 The disk is attached to a server that is not protected.',
      Meaning: 'A disk of the pair is in use',
      'What to do': 'Detach the disk and create the pair again',
      'Protection group': 'b5dc9a1e-7b1e-4a5c-9f0e-2f6f2b8f9b11',
      'Replication pair': '0a3f2f0e-5a52-4d3e-8b83-5f6d2f3f7c10',
      Account: 'otc-prod (otc, eu-de)',
      Project: '5dd3c0b24cdc4d31952c49589182a89d',
      Labels: 'environment=production',
    });
  });

  it('shows ids and codes as code', () => {
    const codes = message.facts.flatMap(({ value }) => value.filter(({ kind }) => kind === 'code'));
    expect(codes.map(({ text }) => text)).toEqual(
      expect.arrayContaining(['SDRS.1602', '5dd3c0b24cdc4d31952c49589182a89d']),
    );
  });

  it('says where to read on, and which watch and notification it comes from', () => {
    expect(message.links).toEqual([
      {
        kind: 'link',
        text: 'Cloud console',
        url: 'https://console.otc.example/sdrs?region=eu-de&tab=groups',
      },
    ]);
    expect(message.footer).toBe(
      'Job ff80808288a1c57d0188a1dd0a0f0012 · watch …2d3c4b5a6978 · 12 polls, seen 7 s after the job ended · ' +
        aFailureNotification().id.slice(0, 12),
    );
  });

  it('uses the code of the failed step if the job has none', () => {
    const { error_code: _none, ...job } = aFailureNotification().job;
    expect(messageOf(aFailureNotification({ job })).title).toBe('Create protection group failed: SDRS.1602');
    expect(factsOf(aFailureNotification({ job }))).toMatchObject({
      'Step error': 'The disk is attached to a server that is not protected.',
    });
  });

  it.each(['en', 'zh-CN'] as const)('states duration, job id and error codes once (%s)', (language) => {
    const text = renderForPeople(aFailureNotification(), { language });
    for (const fact of [
      /4 (?:min|分钟) 10/g,
      /ff80808288a1c57d0188a1dd0a0f0012/g,
      /SDRS\.0405/g,
      /SDRS\.1602/g,
    ]) {
      expect(text.match(fact)).toHaveLength(1);
    }
  });

  it('explains the code of the job before it names the failed step', () => {
    const advice = { error_code: 'SDRS.0405', meaning: 'A sub-job failed', action: 'Open a ticket' };
    const facts = factsOf(aFailureNotification({ job: { ...aFailureNotification().job, advice } }));
    expect(Object.keys(facts).slice(0, 4)).toEqual(['Meaning', 'Failed step', 'Step error', 'What to do']);
  });

  it('repeats a code that a kind may cut from a long title', () => {
    const job = { ...aFailureNotification().job, job_type: 'other', label: 'x'.repeat(80) };
    expect(factsOf(aFailureNotification({ job }))).toMatchObject({ 'Error code': 'SDRS.0405' });
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
    expect(Object.keys(factsOf(notification))).toEqual(['Protection group', 'Account', 'Project']);
  });
});

describe('the message of a watch without a result', () => {
  const doubt = [
    'sdrs.watch.timed_out',
    'sdrs.watch.unreachable',
    'sdrs.watch.lost',
    'sdrs.watch.cannot_ask',
  ] as const;

  it.each(doubt)('says for %s that the job may still be running', (type) => {
    expect(messageOf(anUnreachableNotification({ type })).summary).toMatch(
      /(?:^We | We keep trying).* The job may still be running\.$/,
    );
  });

  it('says which API gave no answer and since when, the reason, and what to check', () => {
    const message = messageOf(anUnreachableNotification());
    expect(message.title).toBe(
      'Job ff80808288a1c57d0188a1dd0a0f0012: outcome unknown, status could not be read',
    );
    expect(message.summary).toBe(
      'We lost track of this job: the SDRS API (otc, eu-de) has given no usable answer since ' +
        '2026-03-01 12:00:02 UTC, so we stopped watching. The job may still be running.',
    );
    expect(message.detail?.text).toBe(
      'The state of the job could not be read. GET of the job answered 403 Forbidden.',
    );
    expect(factsOf(anUnreachableNotification())).toEqual({
      'What to do': expect.stringContaining('user or agency'),
      Answer: 'APIGW.0301, request 6a2c8a4e1f',
      'Last known status': 'not seen yet',
      Account: 'otc-prod',
      Project: '5dd3c0b24cdc4d31952c49589182a89d',
      Labels: 'environment=production',
    });
  });

  it.each([
    { kind: 'denied', status: 401, check: 'credential references' },
    { kind: 'denied', status: 403, check: 'user or agency' },
    { kind: 'not_found', status: 404, check: 'job id' },
    { kind: 'refused', status: 400, check: 'project id, region and endpoint' },
    { kind: 'credentials', status: undefined, check: 'credential references' },
    { kind: 'no_connection', status: undefined, check: 'firewall' },
  ])('says what to check after $kind ($status)', ({ kind, status, check }) => {
    const problem = { kind, message: 'No answer.', ...(status !== undefined && { status }) };
    expect(factsOf(anUnreachableNotification({ problem }))['What to do']).toContain(check);
  });

  it('gives no advice about a problem that only a later release knows', () => {
    const problem = { kind: 'new_kind', message: 'New.' };
    expect(factsOf(anUnreachableNotification({ problem }))['What to do']).toBeUndefined();
  });

  it('says nothing of polls and status of a lost watch if they are not known', () => {
    const lost = aNotification({
      type: 'sdrs.watch.lost',
      severity: 'error',
      outcome: 'lost',
      job: unseenJob('ff80808288a1c57d0188a1dd0a0f0012'),
      watch: { id: aNotification().watch.id },
      reason: 'The execution of the watch was aborted.',
    });
    const message = messageOf(lost);
    expect(message.title).toBe('Job ff80808288a1c57d0188a1dd0a0f0012: outcome unknown, the watch broke off');
    expect(message.footer).toBe(`watch …2d3c4b5a6978 · ${lost.id.slice(0, 12)}`);
    expect(Object.keys(factsOf(lost))).toEqual(['What to do', 'Account', 'Project', 'Labels']);
    const seen = { ...lost, job: { ...lost.job, status: 'RUNNING' } };
    expect(factsOf(seen)).toMatchObject({ 'Last known status': 'RUNNING' });
  });

  it('names an unknown status once, and says that the watch continues', () => {
    const job = { ...aNotification().job, status: 'PAUSED' };
    const { outcome: _none, ...notification } = aNotification({
      type: 'sdrs.job.unknown_status',
      severity: 'warning',
      job,
    });
    const message = messageOf(notification);
    expect(message.title).toBe('Create protection group: unknown status PAUSED');
    expect(message.summary).toContain('keep watching.');
    expect(renderForPeople(notification).match(/PAUSED/g)).toHaveLength(1);
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

  it('is rendered as plain lines for a terminal', () => {
    expect(renderForPeople(anUnreachableNotification()).split('\n')).toEqual([
      '⚠️ Job ff80808288a1c57d0188a1dd0a0f0012: outcome unknown, status could not be read',
      'We lost track of this job: the SDRS API (otc, eu-de) has given no usable answer since ' +
        '2026-03-01 12:00:02 UTC, so we stopped watching. The job may still be running.',
      'Reason: The state of the job could not be read. GET of the job answered 403 Forbidden.',
      "  What to do         Check that the account's user or agency may read this service's jobs in this project, " +
        'and that the project id and region are right.',
      '  Answer             APIGW.0301, request 6a2c8a4e1f',
      '  Last known status  not seen yet',
      '  Account            otc-prod',
      '  Project            5dd3c0b24cdc4d31952c49589182a89d',
      '  Labels             environment=production',
      '  Cloud console: https://console.otc.example/sdrs?region=eu-de&tab=groups',
      `watch …2d3c4b5a6978 · 3 polls · ${anUnreachableNotification().id.slice(0, 12)}`,
    ]);
  });
});
