import { describe, expect, it, vi } from 'vitest';
import { makeAttemptDelivery } from '../../lib/channels/attempt-delivery.ts';
import { Destination } from '../../lib/channels/destination.ts';
import { SecretUnavailable } from '../../lib/watch/errors.ts';
import type { Attempt } from '../../lib/watch/ports/attempt-delivery.ts';
import type { ResolveSecret } from '../../lib/watch/ports/secret.ts';
import { Secret } from '../../lib/watch/ports/secret.ts';
import type { HttpAnswer, SendHttp } from '../../lib/watch/ports/send-http.ts';
import { aNotification } from '../support/notifications.ts';

const ops = Destination.parse({ id: 'ops', kind: 'slack', url: 'env:SLACK_URL' });
const url = 'https://hooks.slack.com/services/T0/B0/x0x0';
const taken: HttpAnswer = { kind: 'answer', status: 200, headers: {}, body: 'ok' };

function attemptWith({
  send = async () => taken,
  resolveSecret = async () => new Secret(url),
}: {
  send?: SendHttp;
  resolveSecret?: ResolveSecret;
}) {
  const signAws = () => Promise.reject(new TypeError('Nothing here goes to AWS.'));
  const attempt = makeAttemptDelivery({ send, resolveSecret, signAws, now: () => 0, destinations: [ops] });
  return async (destination = 'ops', how: Partial<Attempt> = {}) =>
    (await attempt({ notification: aNotification(), destination, ...how })).answer;
}

describe('an attempt to deliver', () => {
  it('sends once', async () => {
    const send = vi.fn<SendHttp>(async () => taken);
    expect(await attemptWith({ send })()).toEqual({ kind: 'delivered' });
    expect(send).toHaveBeenCalledTimes(1);
    expect(send.mock.calls[0]![0]).toMatchObject({
      method: 'POST',
      headers: { 'user-agent': 'sdrs-job-watcher' },
    });
  });

  it('refuses a destination that is not configured, and names those that are', async () => {
    expect(await attemptWith({})('opps')).toEqual({
      kind: 'refused',
      why: 'the configuration has no destination "opps"; it has ops',
    });
  });

  it.each([
    [
      new SecretUnavailable('env:SLACK_URL is not set'),
      'the secret env:SLACK_URL could not be read: env:SLACK_URL is not set',
    ],
    [new Error(`no access to ${url}`), 'the secret env:SLACK_URL could not be read'],
  ])('tries again when a secret cannot be read (%s)', async (error, why) => {
    const resolveSecret: ResolveSecret = () => Promise.reject(error);
    expect(await attemptWith({ resolveSecret })()).toEqual({ kind: 'try_again', why });
  });

  it.each([
    ['address_refused', 'refused'],
    ['connect', 'try_again'],
    ['timeout', 'try_again'],
    ['broken', 'try_again'],
  ] as const)('takes a failure of kind %s as %s', async (what, kind) => {
    const send: SendHttp = async () => ({ kind: 'failure', what, message: 'Nothing from hooks.slack.com' });
    expect(await attemptWith({ send })()).toEqual({ kind, why: 'Nothing from hooks.slack.com' });
  });

  it('does not throw when a port breaks its promise not to', async () => {
    const send: SendHttp = () => Promise.reject(new TypeError(`Invalid URL ${url}`));
    expect(await attemptWith({ send })()).toEqual({
      kind: 'try_again',
      why: 'the attempt to deliver to ops failed unexpectedly (TypeError)',
    });
  });
});
