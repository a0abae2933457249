import { readdirSync } from 'node:fs';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeAttemptDelivery } from '../../lib/channels/attempt-delivery.ts';
import { openDestination } from '../../lib/channels/channels.ts';
import { Destination, destinationSecrets } from '../../lib/channels/destination.ts';
import { makeSendHttp } from '../../lib/http/send.ts';
import type { ChannelAnswer } from '../../lib/notification/delivery.ts';
import type { AttemptDelivery } from '../../lib/watch/ports/attempt-delivery.ts';
import { Secret } from '../../lib/watch/ports/secret.ts';
import type { HttpAnswer, SendHttp } from '../../lib/watch/ports/send-http.ts';
import { aFailureNotification } from '../support/notifications.ts';
import type { ChannelCase } from './case.ts';
import { channelCases } from './cases.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const folders = readdirSync(new URL('../../lib/channels/kinds', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

describe('the kinds of channels', () => {
  it('are the folders, and each has a case in the contract suite', () => {
    expect(channelCases.map(({ kind }) => kind).sort()).toEqual(folders.sort());
    expect(Destination.options.map((option) => option.shape.kind.value).sort()).toEqual(folders.sort());
  });

  it.each(folders)('%s has the files of every kind', (folder) => {
    const files = readdirSync(new URL(`../../lib/channels/kinds/${folder}`, import.meta.url));
    expect(files).toEqual(expect.arrayContaining(['channel.ts', 'config.ts', 'render.ts']));
  });
});

const now = Date.parse('2026-03-01T12:05:00.000Z');
const httpDate = new Date(now + 90_000).toUTCString();
/** In the path of every address; in no result. */
const token = 'T0SECRET/B0SECRET/x0x0secret';
const patienceMs = 150;

let receiver: Receiver;
const http = makeSendHttp({ addresses: 'public_or_loopback' });
const impatient: SendHttp = (request) => http.send({ ...request, totalTimeoutMs: patienceMs });

beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver.close();
  await http.close();
});

interface Way {
  send?: SendHttp;
  origin?: string;
}

/** Attempts that arrive at this machine, also those of a vendor whose address is not configured. */
function attemptOf(channelCase: ChannelCase, way: Way = {}): AttemptDelivery {
  const { send = http.send, origin = receiver.origin } = way;
  const secrets = channelCase.secrets(`${origin}/services/${token}`);
  return makeAttemptDelivery({
    send: (request) => send({ ...request, url: redirected(request.url, channelCase.vendorOrigin, origin) }),
    resolveSecret: async (reference) => new Secret(secrets[reference]!),
    signAws: async ({ headers }) => ({ ...headers, authorization: 'AWS4-HMAC-SHA256 of the test' }),
    now: () => now,
    destinations: [channelCase.destination],
  });
}

function redirected(url: Secret, from: string | undefined, to: string): Secret {
  const target = new URL(url.reveal());
  return target.origin === from ? new Secret(`${to}${target.pathname}${target.search}`) : url;
}

const deliver = async (channelCase: ChannelCase, way?: Way): Promise<ChannelAnswer> => {
  const attempt = attemptOf(channelCase, way);
  return (await attempt({ notification: aFailureNotification(), destination: channelCase.destination.id }))
    .answer;
};

const answer = (
  status: number,
  extra: Partial<Extract<HttpAnswer, { kind: 'answer' }>> = {},
): Extract<HttpAnswer, { kind: 'answer' }> => ({ kind: 'answer', status, headers: {}, body: '', ...extra });

describe.each(channelCases)('$kind honours the contract of a channel', (channelCase) => {
  const { destination, statuses, taken, arrivesAt = (path) => path } = channelCase;
  const { readAnswer } = openDestination(destination);

  it('takes its own configuration and refuses a key that it does not know', () => {
    expect(Destination.parse(destination)).toEqual(destination);
    expect(Destination.safeParse({ ...destination, extra: 1 }).success).toBe(false);
  });

  it('names exactly the secrets that it needs', () => {
    expect(destinationSecrets(destination).sort()).toEqual(Object.keys(channelCase.secrets('')).sort());
  });

  it('has a class for every HTTP status', () => {
    const expected = statuses.flatMap(([first, last, kind]) =>
      Array.from({ length: last - first + 1 }, (_, offset) => `${first + offset} ${kind}`),
    );
    const found = Array.from({ length: 500 }, (_, offset) => {
      const status = 100 + offset;
      return `${status} ${readAnswer(answer(status), now).kind}`;
    });
    expect(found).toEqual(expected);
  });

  it.each([
    ['seconds', '30', 30],
    ['a date', httpDate, 90],
    ['a time in the past', 'Sun, 01 Mar 2020 00:00:00 GMT', 0],
    ['nonsense', 'soon', undefined],
  ])('reads Retry-After in %s', (_form, header, seconds) => {
    const throttled = readAnswer(answer(429, { headers: { 'retry-after': header } }), now);
    expect(throttled).toMatchObject({ kind: 'throttled' });
    expect('seconds' in throttled ? throttled.seconds : undefined).toBe(seconds);
    expect(readAnswer(answer(503, { headers: { 'retry-after': header } }), now).kind).toBe(
      seconds === undefined ? 'try_again' : 'throttled',
    );
  });

  it('never repeats what an answer says unless it is one of the vendor’s words', () => {
    for (let status = 100; status < 600; status += 1) {
      const echo = answer(status, { body: `<b>x0x0secret</b>\n\u001B[2J ${token}` });
      const read = readAnswer(echo, now);
      expect('why' in read ? read.why : '').not.toMatch(/x0x0secret|\p{Cc}/u);
    }
  });

  it('posts one message that the vendor takes', async () => {
    receiver.received.length = 0;
    receiver.answer((response) => response.writeHead(taken.status).end(taken.body));
    expect((await deliver(channelCase)).kind).toBe('delivered');
    expect(receiver.received).toHaveLength(1);
    const [{ method, path, headers, body }] = receiver.received as [Receiver['received'][number]];
    expect({ method, path }).toEqual({ method: 'POST', path: arrivesAt(`/services/${token}`, now) });
    const { contentType = /json; charset=utf-8$/ } = channelCase;
    expect(headers['content-type']).toMatch(contentType);
    expect(body).toContain(aFailureNotification().job.job_id);
    expect(body).toContain('SDRS.0405');
  });

  it.each([
    ['the first byte', () => {}],
    ['the end of the headers', (response) => response.socket?.write('HTTP/1.1 200 OK\r\ncontent-type: text')],
    ['the end of the body', (response) => response.writeHead(200, { 'content-length': '9' }).write('ok')],
  ] satisfies [string, Parameters<Receiver['answer']>[0]][])(
    'tries again after an answer that hangs before %s',
    async (_when, reply) => {
      receiver.answer(reply);
      expect((await deliver(channelCase, { send: impatient })).kind).toBe('try_again');
    },
  );

  it('is stopped by an abort at once, and may be made again', async () => {
    const stop = new AbortController();
    const stoppable = makeSendHttp({ addresses: 'public_or_loopback', signal: stop.signal });
    receiver.answer(() => stop.abort());
    const result = await deliver(channelCase, { send: stoppable.send });
    expect(result).toMatchObject({ kind: 'try_again', why: expect.stringContaining('was stopped') });
    await stoppable.close();
  });

  it('tries again after a reset', async () => {
    receiver.answer((response) => response.socket?.resetAndDestroy());
    expect((await deliver(channelCase)).kind).toBe('try_again');
  });

  it('reads of an answer of 10 MB what it needs: the message is not sent again', async () => {
    receiver.answer((response) => response.writeHead(200).end(Buffer.alloc(10_000_000, 'x')));
    expect(['delivered', 'refused']).toContain((await deliver(channelCase)).kind);
  });

  it('does not unpack a body that grows a thousandfold', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    receiver.answer((response) =>
      response.writeHead(taken.status === 204 ? 200 : taken.status, { 'content-encoding': 'gzip' }).end(bomb),
    );
    const read = vi.fn<(length: number) => void>();
    const send: SendHttp = async (request) => {
      const got = await http.send(request);
      read(got.kind === 'answer' ? got.body.length : 0);
      return got;
    };
    await deliver(channelCase, { send });
    expect(read.mock.lastCall![0]).toBeLessThan(70_000);
  });

  it('tries again when nobody listens', async () => {
    const closed = await startReceiver();
    await closed.close();
    expect((await deliver(channelCase, { origin: closed.origin })).kind).toBe('try_again');
  });

  it('does not follow a redirect', async () => {
    receiver.received.length = 0;
    receiver.answer((response) =>
      response.writeHead(307, { location: `${receiver.origin}/elsewhere` }).end(),
    );
    expect(await deliver(channelCase)).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('not followed'),
    });
    expect(receiver.received).toHaveLength(1);
  });

  it('never prints a secret, whatever the answer', async () => {
    const printed = [
      vi.spyOn(console, 'log'),
      vi.spyOn(console, 'error'),
      vi.spyOn(process.stdout, 'write'),
      vi.spyOn(process.stderr, 'write'),
    ];
    const secrets = Object.values(channelCase.secrets(`${receiver.origin}/services/${token}`));
    const notified: string[] = [];
    const replies: Parameters<Receiver['answer']>[0][] = [
      ...[200, 301, 400, 403, 404, 410, 429, 500].map(
        (status) => (response: Parameters<Parameters<Receiver['answer']>[0]>[0]) => {
          response.writeHead(status, { 'retry-after': token, location: `/${token}` }).end(secrets.join(' '));
        },
      ),
      (response) => response.socket?.resetAndDestroy(),
      () => {},
    ];
    for (const reply of replies) {
      receiver.answer(reply);
      const sent: unknown[] = [];
      const send: SendHttp = (request) => {
        // The one place where a secret belongs: what a bearer token is sent as (RFC 6750, 2.1).
        const { authorization, ...headers } = request.headers;
        sent.push({ ...request, headers, scheme: authorization?.split(' ')[0], body: undefined });
        return impatient(request);
      };
      const result = await deliver(channelCase, { send });
      notified.push(inspect({ result, sent }, { depth: null }), JSON.stringify({ result, sent }));
    }
    const output = printed.flatMap((spy) => spy.mock.calls.flat().map(String));
    for (const spy of printed) spy.mockRestore();
    expect(notified).toHaveLength(2 * replies.length);
    for (const secret of [...secrets, token])
      expect([...notified, ...output].join('\n')).not.toContain(secret);
  });

  // Without a secret there is no address that could be wrong.
  const wrongAddresses = [
    'no URL but x0x0secret',
    'ftp://x0x0secret/',
    'https://u:x0x0secret@hooks.slack.com/',
    'http://example.com/x0x0secret',
  ].filter(() => destinationSecrets(destination).length > 0);

  it.each(wrongAddresses)('refuses the secret address %s without repeating it', async (address) => {
    const wrong = { ...channelCase, secrets: () => channelCase.secrets(address) };
    const send = vi.fn<SendHttp>();
    const result = await deliver(wrong, { send });
    expect(result).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining(destinationSecrets(destination)[0]!),
    });
    expect(inspect(result)).not.toContain('x0x0secret');
    expect(send).not.toHaveBeenCalled();
  });

  it('keeps to the time limits of its schedule', async () => {
    const limits: object[] = [];
    const send: SendHttp = async ({ connectTimeoutMs, totalTimeoutMs, maxBodyBytes }) => {
      limits.push({ connectTimeoutMs, totalTimeoutMs, maxBodyBytes });
      return answer(taken.status, taken);
    };
    await deliver(channelCase, { send });
    const totalTimeoutMs = { chat: 10_000, incident: 15_000, webhook: 15_000 }[
      openDestination(destination).schedule
    ];
    expect(limits).toEqual([{ connectTimeoutMs: 3_000, totalTimeoutMs, maxBodyBytes: 65_536 }]);
  });

  it('sends a notification that it cannot render as the least that it must say', async () => {
    receiver.received.length = 0;
    receiver.answer((response) => response.writeHead(taken.status).end(taken.body));
    const broken = aFailureNotification();
    Object.defineProperty(broken.job, 'entities', {
      enumerable: true,
      get: () => {
        throw new TypeError('unreadable');
      },
    });
    const attempt = attemptOf(channelCase);
    const { answer: read } = await attempt({ notification: broken, destination: destination.id });
    expect(read.kind).toBe('delivered');
    const body = receiver.received[0]!.body;
    expect(body).toContain(broken.job.job_id);
    expect(body).toContain('SDRS.0405');
  });
});
