import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ApiRequest } from '../../functions/http-api/event.ts';
import { HttpRequestEvent } from '../../functions/receive-smn-message/event.ts';
import { LostWatchEvent } from '../../functions/report-lost-watch/event.ts';
import { QueueMessages } from '../../functions/start-watch/event.ts';
import { isConfirmUrl } from '../../lib/cts/confirm-subscription.ts';
import type { FailedAction } from '../../lib/cts/failed-action.ts';
import { receiveSmnMessage } from '../../lib/cts/receive-smn-message.ts';
import { readSigningKey } from '../../lib/cts/signing-certificate.ts';
import { jsonBytes } from '../../lib/job/cut-text.ts';
import { defineHandler } from '../../lib/lambda/define-handler.ts';
import { ScheduledEvent } from '../../lib/lambda/scheduled-event.ts';
import type { Notification } from '../../lib/notification/notification.ts';
import { WrongInput } from '../../lib/watch/errors.ts';
import { reportLostWatch } from '../../lib/watch/report-lost-watch.ts';
import { readWatchRequest } from '../../lib/watch/start-watches.ts';
import { DeliverInput, PlanInput, PollInput } from '../../lib/workflow/contracts.ts';
import { makeTestApi } from '../api/api.ts';
import {
  anSmnNotification,
  headersOf,
  makeSigner,
  now,
  rules,
  type Signer,
  signed,
} from '../cts/smn-messages.ts';
import { aFailedActionTrace, anOutcomeTrace, aTrace } from '../cts/traces.ts';
import { aNotification } from '../support/notifications.ts';
import { anAccount, anExecution, aPollInput, aRequest } from '../support/watches.ts';
import { itWithstands } from '../support/withstand.ts';

const request = aRequest({ deadline: '1h', labels: { ticket: 'INC-1' } });

describe('the HTTP API', () => {
  const { call } = makeTestApi();

  itWithstands({
    name: 'a body that asks for a watch',
    example: { ...request, again: true },
    read: async (body) => {
      const { status, text } = await call('/v1/watches', { method: 'POST', body });
      expect([200, 202, 400, 413, 422]).toContain(status);
      return text;
    },
    grows: 1,
  });

  itWithstands({
    name: 'a query, a header, an id and a reason',
    example: { status: 'running', since: '24h', page: 'p' },
    read: async (text) => {
      const value = text.slice(0, 16_384).toWellFormed();
      const escaped = encodeURIComponent(value);
      const header = value.replace(/[^\x20-\x7e]/g, '?').trim();
      const headers = {
        'webhook-id': header,
        'webhook-timestamp': header,
        'webhook-signature': `v1,${header}`,
      };
      const answers = await Promise.all([
        call(`/v1/watches?since=${escaped}&page=${escaped}`),
        call(`/v1/watches?${escaped}=1&status=${escaped}&status=`),
        call(`/v1/watches/${escaped}`),
        call(`/v1/watches/x?reason=${escaped}`, { method: 'DELETE' }),
        call('/v1/watches/x', { method: 'DELETE', body: text }),
        call('/v1/watches', { bearer: header }),
        call('/v1/watches', { method: 'POST', body: text, bearer: null, headers }),
      ]);
      for (const { status } of answers) expect([200, 204, 400, 401, 404, 413]).toContain(status);
      return answers.map((answer) => answer.text);
    },
  });
});

describe('Simple Message Notification', () => {
  let signer: Signer;
  beforeAll(async () => {
    signer = await makeSigner();
  });
  const ports = () => ({
    rules,
    accounts: [anAccount()],
    now: () => now,
    seen: async () => false,
    fetchCertificate: async () => signer.pem,
    remember: async () => undefined,
    startWatch: async () => undefined,
    getWatch: async () => undefined,
    announce: async (notification: Notification) => {
      expect(jsonBytes(notification)).toBeLessThan(24_576);
      return 'started' as const;
    },
    announceFailedAction: async (action: FailedAction) => {
      expect(jsonBytes(action)).toBeLessThan(2_048);
    },
    confirm: async () => undefined,
  });

  itWithstands({
    name: 'a message that nobody signed',
    example: { ...anSmnNotification(), signature: 'bm8=' },
    read: async (body) => {
      const taken = await receiveSmnMessage({ body, headers: {} }, ports());
      expect(taken.kind).toBe('refused');
      return taken;
    },
    grows: 0,
  });

  itWithstands({
    name: 'a signed message of traces',
    example: [aTrace(), { cts: anOutcomeTrace() }, aFailedActionTrace()],
    read: async (message) => {
      const given = await signed(anSmnNotification({ message }), signer);
      return receiveSmnMessage({ body: JSON.stringify(given), headers: headersOf(given) }, ports());
    },
  });
});

describe('the address of a confirmation', () => {
  itWithstands({
    name: 'a text in a message',
    example: { subscribe_url: 'https://smn.eu-de.otc.t-systems.com/smn/confirm?token=T' },
    read: (text) => {
      const addresses = [text, `https://${text}`, `https://${rules.hosts[0]}/${text}`];
      const taken = addresses.map((address) => isConfirmUrl(address, rules));
      expect(taken).toEqual([false, false, true]);
      return taken;
    },
    grows: 0,
  });
});

describe('the certificate of a signature', () => {
  itWithstands({
    name: 'a text in PEM',
    example: { pem: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----' },
    read: (text) => {
      const kinds = [
        text,
        `-----BEGIN CERTIFICATE-----\n${btoa(escape(text))}\n-----END CERTIFICATE-----\n`,
      ].map((pem) => readSigningKey(pem, now).kind);
      expect(kinds).toEqual(['refused', 'refused']);
      return kinds;
    },
    grows: 0,
  });
});

describe('the queue', () => {
  const bySns = { Type: 'Notification', TopicArn: 'arn', Message: JSON.stringify(request) };
  const accounts = [anAccount()];

  it.each([{ ...request }, { 'detail-type': 'a', source: 'b', detail: request }, bySns])(
    'takes each form of a request (%#)',
    (example) => {
      expect(readWatchRequest(JSON.stringify(example), accounts).kind).toBe('watch');
    },
  );

  itWithstands({
    name: 'a request in an event',
    example: { 'detail-type': 'a', source: 'b', detail: request },
    read: (body) => readWatchRequest(body, accounts),
    grows: 0,
  });

  itWithstands({
    name: 'a request of SNS',
    example: bySns,
    read: (body) => readWatchRequest(body, accounts),
    grows: 0,
  });
  itWithstands({
    name: 'a request inside one of SNS',
    example: { ...request },
    read: (text) => readWatchRequest(JSON.stringify({ ...bySns, Message: text }), accounts),
    grows: 0,
  });
});

describe('events of functions', () => {
  const host = { env: {}, log: { info: () => undefined, error: () => undefined }, now: () => now };
  const invocation = { awsRequestId: 'r', functionName: 'f' };
  /** What a function takes of an event, as it answers that. Lambda gives a value, whatever came. */
  const takenBy =
    <Input>(input: z.ZodType<Input>, run: (taken: Input) => unknown = (taken) => taken) =>
    (text: string) => {
      const handler = defineHandler(
        { input, output: z.unknown(), wire: () => ({}), run, facts: () => ({}) },
        host,
      );
      return handler(eventOf(text), invocation);
    };
  const eventOf = (text: string): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  };
  const throws = [WrongInput];
  const notification = aNotification();
  const delivery = { destination: 'a', attempts: 1 };
  const httpRequest = {
    rawPath: '/',
    rawQueryString: '',
    headers: { host: 'a' },
    body: 'e30=',
    isBase64Encoded: true,
    requestContext: { domainName: 'a', http: { method: 'GET', sourceIp: '192.0.2.1' } },
  };
  const ended = {
    detail: {
      executionArn: anExecution.arn,
      name: anExecution.id,
      status: 'FAILED',
      startDate: now,
      input: JSON.stringify(request),
      error: 'E',
      cause: '{"errorMessage":"m"}',
    },
  };
  const notified = { announce: async () => 'started' as const, accounts: [anAccount()], now: () => now };

  itWithstands({
    name: 'poll-job',
    example: JSON.parse(JSON.stringify({ ...aPollInput(), progress: {} })),
    read: takenBy(PollInput),
    throws,
  });
  itWithstands({
    name: 'plan-notification',
    example: { notification, again: delivery },
    read: takenBy(PlanInput),
    throws,
  });
  itWithstands({
    name: 'deliver-notification',
    example: { notification, delivery },
    read: takenBy(DeliverInput),
    throws,
  });
  itWithstands({
    name: 'start-watch',
    example: { Records: [{ messageId: 'a', body: '{}' }] },
    read: takenBy(QueueMessages),
    throws,
  });
  itWithstands({
    name: 'receive-smn-message',
    example: httpRequest,
    read: takenBy(HttpRequestEvent),
    throws,
  });
  itWithstands({ name: 'http-api', example: httpRequest, read: takenBy(ApiRequest), throws });
  itWithstands({
    name: 'sweep-missed-failures and sweep-lost-watches',
    example: { time: 'now' },
    read: takenBy(ScheduledEvent),
    throws,
  });
  itWithstands({
    name: 'report-lost-watch',
    example: ended,
    read: takenBy(LostWatchEvent, async (lost) => {
      await reportLostWatch(lost, notified);
      return lost;
    }),
    throws,
  });
});
