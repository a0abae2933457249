import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSendHttp } from '../../lib/http/send.ts';
import { type Receiver, startReceiver } from '../../lib/simulator/receiver.ts';
import { Secret } from '../../lib/watch/ports/secret.ts';
import type { HttpAnswer } from '../../lib/watch/ports/send-http.ts';
import { type AnswerFault, answerFaults, slowFaults, spoilsMessages } from './answer-faults.ts';

const now = Date.parse('2026-03-01T10:00:00.000Z');
const timeoutMs = 100;

let receiver: Receiver;
let fault: AnswerFault | undefined;
const http = makeSendHttp({ addresses: 'any' });
beforeAll(async () => {
  receiver = await startReceiver({
    secrets: [],
    now: () => now,
    spoil: spoilsMessages(
      () => now,
      () => fault,
    ),
  });
});
afterAll(async () => {
  await receiver.close();
  await http.close();
});

const sendWith = (active: AnswerFault | undefined): Promise<HttpAnswer> => {
  fault = active;
  return http.send({
    method: 'POST',
    url: new Secret(receiver.slackUrl),
    headers: {},
    body: 'hello',
    connectTimeoutMs: 3_000,
    totalTimeoutMs: active !== undefined && slowFaults.has(active) ? timeoutMs : 10_000,
    maxBodyBytes: 1_000,
  });
};

const summarize = (answer: HttpAnswer): string => {
  if (answer.kind === 'failure') return answer.what;
  return `${answer.status} ${answer.headers['retry-after'] ?? answer.body.slice(0, 10)}`.trim();
};

const made: [AnswerFault, string][] = [
  ['retry-after-seconds', '429 40'],
  ['retry-after-date', '429 Sun, 01 Mar 2026 10:00:40 GMT'],
  ['retry-after-nonsense', '429 after lunch'],
  ['retry-after-huge', '429 99999999999'],
  ['reset-before-headers', 'broken'],
  ['reset-in-body', 'broken'],
  ['hang-before-headers', 'timeout'],
  ['hang-in-body', 'timeout'],
  ['dripping-headers', 'timeout'],
  ['dripping-body', 'timeout'],
  ['cut-off-body', 'broken'],
  ['oversized-body', '200'],
  ['empty-body', '200'],
  ['html-page', '200 <html>\r\n<h'],
  ['wrong-content-type', '200 ok'],
  ['invalid-utf8', '200 {"message"'],
];

describe('a fault', () => {
  it.each(made)('%s is for a client %s', async (name, summary) => {
    expect(summarize(await sendWith(name))).toBe(summary);
  });

  it('is in this table or answers with the status in its name', async () => {
    const names = new Set(made.map(([name]) => name));
    const statuses = answerFaults.filter((name) => !names.has(name));
    const answered: string[] = [];
    for (const name of statuses) {
      const answer = await sendWith(name);
      answered.push(answer.kind === 'answer' ? `status-${answer.status}` : answer.what);
    }
    expect(answered).toEqual(statuses);
    expect(statuses).toHaveLength(19);
  });

  it('has no effect after it was removed, and is recorded', async () => {
    await sendWith('status-503');
    expect(summarize(await sendWith(undefined))).toBe('200 ok');
    expect(receiver.received.slice(-2)).toMatchObject([
      { status: 503, fault: 'status-503' },
      { status: 200, fault: undefined },
    ]);
  });

  it('of the network is recorded with the status 0', async () => {
    await sendWith('reset-before-headers');
    expect(receiver.received.at(-1)).toMatchObject({ status: 0, fault: 'reset-before-headers' });
  });

  it('of the encoding sends invalid UTF-8, which a client reads as U+FFFD', async () => {
    expect(await sendWith('invalid-utf8')).toMatchObject({ body: expect.stringContaining('Ger\uFFFDt') });
  });

  it('of slow headers sends the head byte by byte', async () => {
    fault = 'dripping-headers';
    const { hostname, port, pathname } = new URL(receiver.slackUrl);
    const socket = connect(Number(port), hostname);
    socket.write(`POST ${pathname} HTTP/1.1\r\nhost: ${hostname}\r\ncontent-length: 0\r\n\r\n`);
    let text = '';
    let pieces = 0;
    for await (const piece of socket) {
      text += piece;
      pieces += 1;
      if (text.length >= 12) break;
    }
    expect(text).toBe('HTTP/1.1 200');
    expect(pieces).toBeGreaterThan(3);
  });

  it('of the size sends more than a client reads', async () => {
    const answer = await sendWith('oversized-body');
    expect(answer.kind === 'answer' && answer.body).toBe(' '.repeat(1_000));
  });
});
