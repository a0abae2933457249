import { describe, expect, it } from 'vitest';
import { makeAttemptDelivery } from '../../lib/channels/attempt-delivery.ts';
import { mannersOf } from '../../lib/channels/channels.ts';
import { Destination } from '../../lib/channels/destination.ts';
import type { Notification } from '../../lib/notification/notification.ts';
import { notificationId } from '../../lib/notification/notification-id.ts';
import { deliverNotification } from '../../lib/watch/delivery/deliver-notification.ts';
import { Secret } from '../../lib/watch/ports/secret.ts';
import type { HttpAnswer, HttpRequest } from '../../lib/watch/ports/send-http.ts';
import { aFailureNotification, aNotification } from '../support/notifications.ts';
import { aMemory } from '../support/store.ts';

const watch = aNotification().watch.id;
const { outcome: _none, ...running } = aNotification({ severity: 'info' });
const started: Notification = {
  ...running,
  ...{ type: 'sdrs.job.started', id: notificationId(watch, 'started'), time: '2026-03-01T12:00:02.000Z' },
};
const progress: Notification = {
  ...running,
  ...{ type: 'sdrs.job.progress', id: notificationId(watch, 'sub_jobs 5'), time: '2026-03-01T12:02:00.000Z' },
};
const failed = aFailureNotification();

/** A vendor that keeps messages: what it has, and how each got there. */
interface Vendor {
  destination: object;
  secret: string;
  /** The message that a request is about, where it is no new one: by its number. */
  about: (request: HttpRequest) => { changes?: string; answers?: string };
  saved: (number: number) => unknown;
  missing: { status: number; body: unknown };
}

const bodyOf = ({ body = '{}' }: HttpRequest) => JSON.parse(body);
const slackTs = (number: number) => `1772366700.00010${number}`;

const slackBot = (mode: string): Vendor => ({
  destination: { kind: 'slack-bot', token: 'env:SECRET', channel: 'C0123456789', mode },
  secret: 'xoxb-1234567890-abcdef',
  about: (request) => {
    const { ts, thread_ts: thread } = bodyOf(request);
    const numberOf = (stamp: string) => stamp.at(-1) ?? '';
    return { ...(ts && { changes: numberOf(ts) }), ...(thread && { answers: numberOf(thread) }) };
  },
  saved: (number) => ({ ok: true, channel: 'C0123456789', ts: slackTs(number) }),
  missing: { status: 200, body: { ok: false, error: 'message_not_found' } },
});

const telegram = (mode: string): Vendor => ({
  destination: { kind: 'telegram', token: 'env:SECRET', chat_id: -100123, mode },
  secret: '123456789:AAExample_token-of-telegram-0123456',
  about: (request) => {
    const { message_id: changed, reply_parameters: reply } = bodyOf(request);
    return {
      ...(changed && { changes: String(changed) }),
      ...(reply && { answers: String(reply.message_id) }),
    };
  },
  saved: (number) => ({ ok: true, result: { message_id: number } }),
  missing: {
    status: 400,
    body: { ok: false, error_code: 400, description: 'Bad Request: message to edit not found' },
  },
});

const discord: Vendor = {
  destination: { kind: 'discord', url: 'env:SECRET', mode: 'update' },
  secret: 'https://discord.com/api/webhooks/1/secret',
  about: ({ method, url }) => {
    const number = /\/messages\/(\d+)\?wait=true$/.exec(url.reveal())?.[1];
    expect(method).toBe(number === undefined ? 'POST' : 'PATCH');
    return number === undefined ? {} : { changes: number };
  },
  saved: (number) => ({ id: String(number) }),
  missing: { status: 404, body: { message: 'Unknown Message', code: 10008 } },
};

/** Delivers through the real channel to a vendor of this process. */
function deliverer({ destination: config, secret, about, saved, missing }: Vendor) {
  const messages = new Set<string>();
  const calls: string[] = [];
  let posted = 0;
  const reply = (status: number, body: unknown): HttpAnswer => ({
    ...{ kind: 'answer', status, headers: {} },
    body: JSON.stringify(body),
  });
  const post = (): HttpAnswer => {
    posted += 1;
    messages.add(String(posted));
    calls.push(`post ${posted}`);
    return reply(200, saved(posted));
  };
  const change = (number: string): HttpAnswer => {
    calls.push(`change ${number}`);
    return messages.has(number) ? reply(200, saved(Number(number))) : reply(missing.status, missing.body);
  };
  const answer = (number: string): HttpAnswer => {
    calls.push(`answer ${number}`);
    return reply(200, saved(9));
  };
  const send = async (request: HttpRequest): Promise<HttpAnswer> => {
    const { changes, answers } = about(request);
    const number = changes ?? answers;
    if (number === undefined) return post();
    return changes === undefined ? answer(number) : change(number);
  };
  const destinations = [Destination.parse({ id: 'dr', ...config })];
  const attemptDelivery = makeAttemptDelivery({
    send,
    resolveSecret: async () => new Secret(secret),
    signAws: () => Promise.reject(new TypeError('Nothing here goes to AWS.')),
    now: () => Date.parse('2026-03-01T12:05:00.000Z'),
    destinations,
  });
  const ports = {
    ...{ attemptDelivery, memory: aMemory(), mannerOf: mannersOf(destinations) },
    now: () => Date.parse('2026-03-01T12:05:00.000Z'),
  };
  const deliver = async (notification: Notification) =>
    (await deliverNotification({ notification, delivery: { destination: 'dr', attempts: 0 } }, ports)).result;
  return { deliver, calls, forget: () => messages.clear() };
}

describe.each([
  ['slack-bot', slackBot('update')],
  ['telegram', telegram('update')],
  ['discord', discord],
] as [string, Vendor][])('one message of %s that is updated', (_kind, vendor) => {
  it('shows all notifications of a watch, one after the other', async () => {
    const { deliver, calls } = deliverer(vendor);
    for (const notification of [started, progress, failed]) {
      expect(await deliver(notification)).toEqual({ kind: 'delivered' });
    }
    expect(calls).toEqual(['post 1', 'change 1', 'change 1']);
  });

  it('is posted again if somebody deleted it, and the new one is updated from then on', async () => {
    const { deliver, calls, forget } = deliverer(vendor);
    await deliver(started);
    forget();
    expect(await deliver(progress)).toEqual({ kind: 'delivered' });
    await deliver(failed);
    expect(calls).toEqual(['post 1', 'change 1', 'post 2', 'change 2']);
  });

  it('shows no notification twice, and no older one after a newer', async () => {
    const { deliver, calls } = deliverer(vendor);
    for (const notification of [started, failed, failed, progress]) await deliver(notification);
    expect(calls).toEqual(['post 1', 'change 1']);
  });
});

describe.each([
  ['slack-bot', slackBot('thread')],
  ['telegram', telegram('thread')],
] as [string, Vendor][])('a thread of %s', (_kind, vendor) => {
  it('begins with the first message of a watch', async () => {
    const { deliver, calls } = deliverer(vendor);
    for (const notification of [started, progress, failed, progress]) await deliver(notification);
    expect(calls).toEqual(['post 1', 'answer 1', 'answer 1']);
  });
});

describe('messages that do not grow', () => {
  it('are one for each notification', async () => {
    const { deliver, calls } = deliverer(slackBot('new'));
    for (const notification of [started, progress, failed]) await deliver(notification);
    expect(calls).toEqual(['post 1', 'post 2', 'post 3']);
  });
});

describe.each([
  ['pagerduty', { kind: 'pagerduty', routing_key: 'env:SECRET' }, 'a'.repeat(32), { status: 202, body: {} }],
  [
    'alertmanager',
    { kind: 'alertmanager', url: 'env:SECRET' },
    'https://am.example.com',
    { status: 200, body: {} },
  ],
] as const)('an incident of %s', (...[, destination, secret, taken]) => {
  it('that has ended is not opened again by a late notification', async () => {
    const { deliver, calls } = deliverer({
      destination,
      secret,
      about: () => ({}),
      saved: () => ({}),
      missing: taken,
    });
    await deliver(aNotification());
    expect(await deliver({ ...progress, type: 'sdrs.watch.cannot_ask', severity: 'warning' })).toEqual({
      kind: 'delivered',
    });
    expect(calls).toEqual(['post 1']);
  });
});
