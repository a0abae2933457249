import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonBytes } from '../../lib/job/cut-text.ts';
import { fitJob } from '../../lib/job/fit-job.ts';
import {
  composeNotification,
  mostNotificationBytes,
  type NotificationFacts,
} from '../../lib/notification/compose-notification.ts';
import {
  Notification,
  type NotificationType,
  type Outcome,
  type Severity,
} from '../../lib/notification/notification.ts';
import { notificationId } from '../../lib/notification/notification-id.ts';
import { linksOf, notificationAccount } from '../../lib/watch/notification-context.ts';
import { fullLabels, longCharacters } from '../support/full-labels.ts';
import { aFailedJob, aJob, aSubJob } from '../support/jobs.ts';
import { aNotification } from '../support/notifications.ts';
import { hostileText } from '../support/texts.ts';
import { anAccount } from '../support/watches.ts';

const someFacts = (overrides: Partial<NotificationFacts> = {}): NotificationFacts => {
  const { time, service, watch, account, links } = aNotification();
  return {
    type: 'sdrs.job.succeeded',
    what: 'end',
    time,
    service,
    job: aJob(),
    watch,
    account,
    links,
    ...overrides,
  };
};

describe('a notification', () => {
  it('has the facts, and an id, a severity and an outcome', () => {
    const { what, ...facts } = someFacts();
    expect(composeNotification(someFacts())).toStrictEqual({
      ...facts,
      id: notificationId(facts.watch.id, 'end'),
      severity: 'info',
      outcome: 'succeeded',
      labels: {},
    });
  });

  it('has the reason, the problem and the labels that are given', () => {
    const problem = { kind: 'denied', message: 'No.', status: 403, error_code: 'APIGW.0301' };
    const labels = { ticket: '7' };
    const facts = someFacts({ type: 'sdrs.watch.unreachable', reason: 'The API said no.', problem, labels });
    expect(composeNotification(facts)).toStrictEqual({
      ...composeNotification(someFacts()),
      type: 'sdrs.watch.unreachable',
      severity: 'warning',
      outcome: 'unreachable',
      reason: 'The API said no.',
      problem,
      labels,
    });
  });

  it('has no reason, problem or labels if they are not given', () => {
    const notification = composeNotification(
      someFacts({ reason: undefined, problem: undefined, labels: undefined }),
    );
    expect(notification).toStrictEqual(composeNotification(someFacts()));
    expect(Object.keys(notification)).not.toContain('what');
  });

  it.each([
    ['sdrs.job.succeeded', 'info', 'succeeded'],
    ['sdrs.job.failed', 'error', 'failed'],
    ['sdrs.watch.timed_out', 'warning', 'timed_out'],
    ['sdrs.watch.unreachable', 'warning', 'unreachable'],
    ['sdrs.watch.lost', 'error', 'lost'],
    ['sdrs.watch.cannot_ask', 'warning', undefined],
    ['sdrs.job.unknown_status', 'warning', undefined],
  ] as [NotificationType, Severity, Outcome | undefined][])(
    'of type %s is of severity %s and outcome %s',
    (type, severity, outcome) => {
      const notification = composeNotification(someFacts({ type }));
      expect(notification).toMatchObject({ type, severity });
      expect(notification.outcome).toBe(outcome);
      expect('outcome' in notification).toBe(outcome !== undefined);
    },
  );

  it('has an id that depends only on its watch and its event', () => {
    const id = (overrides: Partial<NotificationFacts>) => composeNotification(someFacts(overrides)).id;
    expect(id({ type: 'sdrs.watch.lost', job: aFailedJob(), time: 'later' })).toBe(id({}));
    expect(id({ what: 'cannot_ask' })).not.toBe(id({}));
    expect(id({ watch: { id: 'another' } })).not.toBe(id({}));
  });
});

describe('the size of a notification', () => {
  const long = 'x'.repeat(100_000);
  const cut = `${'x'.repeat(491)}… (cut)`;

  it.each([undefined, ...longCharacters])(
    'is limited by cutting the job to what labels of %j leave',
    (character) => {
      const job = aFailedJob({
        fail_reason: long,
        sub_jobs: Array(200).fill(aSubJob({ fail_reason: long })),
      });
      const labels = character === undefined ? {} : fullLabels(character);
      const notification = composeNotification(someFacts({ job, labels }));
      const left = mostNotificationBytes - jsonBytes({ ...notification, job: null });
      expect(notification.job).toStrictEqual(fitJob(job, left));
      expect(jsonBytes(notification)).toBeLessThanOrEqual(mostNotificationBytes);
    },
  );

  it('is limited by cutting sentences to 500 bytes', () => {
    const problem = { kind: 'network', message: long };
    const facts = someFacts({ type: 'sdrs.watch.unreachable', reason: long, problem });
    expect(composeNotification(facts)).toMatchObject({
      reason: cut,
      problem: { kind: 'network', message: cut },
    });
  });

  const hostile = hostileText();
  const entities = fc.dictionary(hostile, hostile, { maxKeys: 4 });
  const codes = fc.record({ fail_reason: hostile, entities, label: hostile, job_type: hostile });
  const parts = fc
    .tuple(codes, fc.nat(60))
    .map(([part, count]) => Array(count).fill(aSubJob({ ...part, status: 'FAIL' })));
  const job = fc.tuple(codes, codes, parts).map(([own, cause, sub_jobs]) => {
    const failed = aFailedJob();
    return { ...failed, ...own, sub_jobs, root_cause: { ...failed.root_cause!, ...cause } };
  });
  const arn = `arn:aws:states:ap-southeast-1:123456789012:execution:${'w'.repeat(80)}:${'x'.repeat(80)}`;
  const account = anAccount({
    id: 'a'.repeat(63),
    region: 'r'.repeat(63),
    project_id: 'p'.repeat(64),
    console_url: `https://console.example/${'q'.repeat(974)}`,
  });
  const longest = {
    account: notificationAccount(account, account),
    links: linksOf(account, arn),
    watch: { ...aNotification().watch, id: 'x'.repeat(80), sub_jobs: { ended: 100, of: 200 } },
  };

  it('stays below its limit for any job with all fields at their longest, and keeps codes and ids', () => {
    const labelsOf = fc.constantFrom(...longCharacters.map(fullLabels));
    fc.assert(
      fc.property(job, hostile, labelsOf, (failed, text, labels) => {
        const problem = {
          kind: 'server',
          message: text,
          status: 503,
          since: aNotification().time,
          error_code: 'e'.repeat(64),
          request_id: 'i'.repeat(128),
        };
        const facts = { type: 'sdrs.job.failed', job: failed, reason: text, problem, labels } as const;
        const notification = composeNotification(someFacts({ ...facts, ...longest }));
        expect(jsonBytes(notification)).toBeLessThanOrEqual(mostNotificationBytes);
        const { job_id, error_code, root_cause } = failed;
        expect(notification.job).toMatchObject({ job_id, error_code, status: 'FAIL' });
        expect(notification.job.root_cause).toMatchObject({
          job_id: root_cause.job_id,
          error_code: root_cause.error_code,
        });
        expect(notification.job.advice).toStrictEqual(failed.advice);
        const json: unknown = JSON.parse(JSON.stringify(notification));
        expect(Notification.parse(json)).toStrictEqual(json);
      }),
      { numRuns: 40 },
    );
  });
});
