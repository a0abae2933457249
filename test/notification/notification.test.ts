import { describe, expect, it } from 'vitest';
import { jsonBytes } from '../../lib/job/cut-text.ts';
import { Delivery, DeliveryResult } from '../../lib/notification/delivery.ts';
import { Labels, Notification } from '../../lib/notification/notification.ts';
import { fullLabels, longCharacters } from '../support/full-labels.ts';
import { aFailureNotification, aNotification, anUnreachableNotification } from '../support/notifications.ts';

/** Returns the paths that the schema refuses. */
const wrongAt = (value: unknown): string[] =>
  (Notification.safeParse(value).error?.issues ?? []).map(({ path }) => path.join('.'));

describe('a notification', () => {
  const { outcome, ...withoutOutcome } = aNotification();
  it.each([
    aNotification(),
    aFailureNotification(),
    anUnreachableNotification(),
    { ...withoutOutcome, type: 'sdrs.job.unknown_status' },
    aNotification({ watch: { id: 'watch-1' }, links: [], labels: {} }),
  ])('survives JSON unchanged: %#', (notification) => {
    expect(Notification.parse(JSON.parse(JSON.stringify(notification)))).toStrictEqual(notification);
  });

  it.each([
    ['id', { id: 'msg_fwy3rlnvbo2pjvbbqaqznyzvu' }],
    ['id', { id: 'msg_fwy3rlnvbo2pjvbbqaqznyzvuix' }],
    ['id', { id: 'msg_fwy3rlnvbo2pjvbbqaqznyzvu1' }],
    ['id', { id: 'xmsg_fwy3rlnvbo2pjvbbqaqznyzvui' }],
    ['type', { type: 7 }],
    ['time', { time: 1 }],
    ['severity', { severity: null }],
    ['outcome', { outcome: null }],
    ['service', { service: undefined }],
    ['job.entities', { job: { ...aNotification().job, entities: [] } }],
    ['watch.id', { watch: {} }],
    ['watch.polls', { watch: { id: 'watch-1', polls: '1' } }],
    ['account.region', { account: { ...aNotification().account, region: undefined } }],
    ['reason', { reason: null }],
    ['problem.message', { problem: { kind: 'network' } }],
    ['problem.status', { problem: { kind: 'network', message: '', status: '503' } }],
    ['links', { links: undefined }],
    ['links.0.url', { links: [{ label: '' }] }],
    ['labels', { labels: undefined }],
  ])('is refused, with the path %j, for %j', (path, overrides) => {
    expect(wrongAt({ ...aNotification(), ...overrides })).toStrictEqual([path]);
  });
});

describe('labels', () => {
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`label-${index}`, '']));

  it('may take 2,048 bytes together, whatever their characters', () => {
    for (const character of longCharacters)
      expect(jsonBytes(fullLabels(character))).toBeLessThanOrEqual(2_048);
    const long = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [index, '保'.repeat(80)]));
    expect(Labels.safeParse(long).error?.issues.map(({ message }) => message)).toEqual([
      'expected labels that take at most 2048 bytes together as JSON, found 2471',
    ]);
  });

  it.each([{}, { ticket: '' }, { ['k'.repeat(63)]: 'v'.repeat(255) }, many(10)])('may be %j', (labels) => {
    expect(Labels.parse(labels)).toStrictEqual(labels);
  });

  it.each([
    { '': 'v' },
    { ['k'.repeat(64)]: '' },
    { ticket: 'v'.repeat(256) },
    { ticket: 7 },
    { ticket: null },
    [],
  ])('are refused: %j', (labels) => {
    expect(Labels.safeParse(labels).success).toBe(false);
  });

  it('may be at most ten', () => {
    expect(Labels.safeParse(many(11)).error?.issues).toMatchObject([
      { message: 'expected at most 10 labels', path: [] },
    ]);
  });
});

describe('a delivery', () => {
  it.each([
    [Delivery, { destination: 'a', attempts: 0 }],
    [Delivery, { destination: 'a', attempts: 3, first_attempt_at: '2026-03-01T12:00:00.000Z' }],
    [DeliveryResult, { kind: 'delivered' }],
    [DeliveryResult, { kind: 'wait', seconds: 1, why: '' }],
    [DeliveryResult, { kind: 'gone', why: '' }],
    [DeliveryResult, { kind: 'refused', why: '' }],
  ])('survives JSON unchanged: %#', (schema, value) => {
    expect(schema.parse(JSON.parse(JSON.stringify(value)))).toStrictEqual(value);
  });

  it.each([
    [Delivery, { destination: 'a', attempts: -1 }],
    [Delivery, { destination: 'a', attempts: 0.5 }],
    [Delivery, { attempts: 0 }],
    [DeliveryResult, { kind: 'lost' }],
    [DeliveryResult, { kind: 'wait', seconds: 0, why: '' }],
    [DeliveryResult, { kind: 'wait', seconds: 1.5, why: '' }],
    [DeliveryResult, { kind: 'wait', seconds: 1 }],
    [DeliveryResult, { kind: 'gone' }],
    [DeliveryResult, { kind: 'refused' }],
  ])('is refused: %#', (schema, value) => {
    expect(schema.safeParse(value).success).toBe(false);
  });
});
