import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type ReceivedMessage,
  type VerifyPorts,
  verifySmnMessage,
} from '../../lib/cts/verify-smn-message.ts';
import {
  aConfirmation,
  aMessageId,
  anSmnNotification,
  certificateUrl,
  headersOf,
  host,
  makeEllipticPem,
  makeSigner,
  now,
  rules,
  type Signer,
  signed,
  topic,
} from './smn-messages.ts';

type Message = Record<string, unknown>;

let signer: Signer;
beforeAll(async () => {
  signer = await makeSigner();
});

const portsWith = (overrides: Partial<VerifyPorts> = {}) => {
  const fetched: string[] = [];
  const ports = {
    rules,
    fetchCertificate: async (url) => {
      fetched.push(url);
      return signer.pem;
    },
    seen: async () => false,
    now: () => now,
    ...overrides,
  } satisfies VerifyPorts;
  return { fetched, ports };
};

const verify = (body: Message, ports: VerifyPorts, headers: ReceivedMessage['headers'] = headersOf(body)) =>
  verifySmnMessage({ body, headers }, ports);

const urlWith = (change: (url: string) => string) =>
  change(`https://${host}/smn/SMN_eu-de_${'0f'.repeat(16)}.pem`);

describe('an SMN message', () => {
  it.each([
    ['a notification', anSmnNotification()],
    ['a notification without subject', anSmnNotification({ subject: undefined })],
    ['a notification with an empty subject', anSmnNotification({ subject: '' })],
    ['a message in any language', anSmnNotification({ message: '保护组 🛟\nñ\u0000', subject: 'Störung' })],
    ['a message with a lone surrogate', anSmnNotification({ message: 'a\ud800b' })],
    ['the version in capitals', anSmnNotification({ signature_version: 'V1' })],
    ['a confirmation', aConfirmation()],
    ['the end of a subscription', aConfirmation({ type: 'UnsubscribeConfirmation' })],
    ['one that came an hour late', anSmnNotification({ timestamp: '2026-03-01T11:04:17Z' })],
    ['one from a clock an hour ahead', anSmnNotification({ timestamp: '2026-03-01T13:04:17Z' })],
  ])('is verified: %s', async (_name, message) => {
    const body = await signed(message, signer);
    expect(await verify(body, portsWith().ports)).toMatchObject({
      kind: 'verified',
      message: { type: message['type'], message: message['message'] },
    });
  });

  it.each(['SHA-256', 'SHA-384', 'SHA-512'])(
    'is verified with the hash of its certificate: %s',
    async (hash) => {
      const other = await makeSigner({ hash });
      const { ports } = portsWith({ fetchCertificate: async () => other.pem });
      expect(await verify(await signed(anSmnNotification(), other), ports)).toMatchObject({
        kind: 'verified',
      });
    },
  );

  it('is verified without headers, and with headers in any case', async () => {
    const body = await signed(anSmnNotification(), signer);
    for (const none of [{}, { 'x-smn-topic-urn': undefined, 'x-smn-message-type': undefined }]) {
      expect(await verify(body, portsWith().ports, none)).toMatchObject({ kind: 'verified' });
    }
    const headers = { 'X-SMN-Topic-URN': topic, 'X-SMN-MESSAGE-TYPE': 'Notification' };
    expect(await verify(body, portsWith().ports, headers)).toMatchObject({ kind: 'verified' });
  });
});

describe('a message is refused without any fetch', () => {
  it.each<[string, string, Message]>([
    ['topic', 'another topic', { topic_urn: `${topic}-2` }],
    ['topic', 'a topic in capitals', { topic_urn: topic.toUpperCase() }],
    ['signature_version', 'another version', { signature_version: 'v2' }],
    ['certificate_url', 'http', { signing_cert_url: urlWith((url) => url.replace('https', 'http')) }],
    ['certificate_url', 'a port', { signing_cert_url: urlWith((url) => url.replace('.com/', '.com:8443/')) }],
    [
      'certificate_url',
      'the usual port',
      { signing_cert_url: urlWith((url) => url.replace('.com/', '.com:443/')) },
    ],
    ['certificate_url', 'a user', { signing_cert_url: urlWith((url) => url.replace('//', '//a:b@')) }],
    ['certificate_url', 'an empty user', { signing_cert_url: urlWith((url) => url.replace('//', '//@')) }],
    ['certificate_url', 'a query', { signing_cert_url: urlWith((url) => `${url}?a=1`) }],
    ['certificate_url', 'an empty query', { signing_cert_url: urlWith((url) => `${url}?`) }],
    ['certificate_url', 'a fragment', { signing_cert_url: urlWith((url) => `${url}#a`) }],
    [
      'certificate_url',
      'another host',
      { signing_cert_url: urlWith((url) => url.replace(host, 'evil.example')) },
    ],
    [
      'certificate_url',
      'a longer host',
      { signing_cert_url: urlWith((url) => url.replace('.com/', '.com.evil.example/')) },
    ],
    ['certificate_url', 'a subdomain', { signing_cert_url: urlWith((url) => url.replace('//', '//a.')) }],
    [
      'certificate_url',
      'a host ending in a dot',
      { signing_cert_url: urlWith((url) => url.replace('.com/', '.com./')) },
    ],
    [
      'certificate_url',
      'the host as user',
      { signing_cert_url: urlWith((url) => url.replace('.com/', '.com@evil.example/')) },
    ],
    [
      'certificate_url',
      'a backslash',
      { signing_cert_url: urlWith((url) => url.replace('.com/', '.com\\@evil.example/')) },
    ],
    [
      'certificate_url',
      'another path',
      { signing_cert_url: urlWith((url) => url.replace('/smn/', '/other/')) },
    ],
    [
      'certificate_url',
      'a path with dots',
      { signing_cert_url: urlWith((url) => url.replace('/smn/', '/smn/../smn/')) },
    ],
    [
      'certificate_url',
      'an escape in its path',
      { signing_cert_url: urlWith((url) => url.replace('SMN', '%53MN')) },
    ],
    [
      'certificate_url',
      'a name in capitals',
      { signing_cert_url: urlWith((url) => url.replace('0f0f', '0F0F')) },
    ],
    ['certificate_url', 'a short name', { signing_cert_url: urlWith((url) => url.replace('0f.', '.')) }],
    [
      'certificate_url',
      'a prefix of its path',
      { signing_cert_url: urlWith((url) => url.replace('/smn/', '/a/smn/')) },
    ],
    ['certificate_url', 'a suffix of its path', { signing_cert_url: urlWith((url) => `${url}/a`) }],
    ['certificate_url', 'no URL', { signing_cert_url: 'certificate' }],
    ['certificate_url', 'a space before it', { signing_cert_url: urlWith((url) => ` ${url}`) }],
  ])('(%s) for %s', async (why, _name, overrides) => {
    const { ports, fetched } = portsWith();
    const body = await signed(anSmnNotification(overrides), signer);
    expect(await verify(body, ports)).toStrictEqual({ kind: 'refused', why });
    expect(fetched).toStrictEqual([]);
  });

  it.each([
    ['topic_header', { 'x-smn-topic-urn': `${topic}-2` }],
    ['topic_header', { 'X-SMN-TOPIC-URN': '' }],
    ['type_header', { 'x-smn-message-type': 'SubscriptionConfirmation' }],
  ])('(%s) for a header that differs from the body', async (why, headers) => {
    const { ports, fetched } = portsWith();
    expect(await verify(await signed(anSmnNotification(), signer), ports, headers)).toStrictEqual({
      kind: 'refused',
      why,
    });
    expect(fetched).toStrictEqual([]);
  });
});

describe('a message is refused for its certificate', () => {
  const hour = 3_600_000;
  it.each([
    ['certificate_expired', { to: now - 1_000, from: now - hour }],
    ['certificate_not_yet_valid', { from: now + 1_000, to: now + hour }],
    ['weak_key', { bits: 1_024 }],
    ['weak_hash', { hash: 'SHA-1' }],
  ])('(%s)', async (why, how) => {
    const weak = await makeSigner(how);
    const { ports } = portsWith({ fetchCertificate: async () => weak.pem });
    expect(await verify(await signed(anSmnNotification(), weak), ports)).toStrictEqual({
      kind: 'refused',
      why,
    });
  });

  it('(weak_key) if the key is not RSA', async () => {
    const pem = await makeEllipticPem();
    const { ports } = portsWith({ fetchCertificate: async () => pem });
    const body = await signed(anSmnNotification(), signer);
    expect(await verify(body, ports)).toStrictEqual({ kind: 'refused', why: 'weak_key' });
  });

  it.each([
    ['certificate_missing', undefined],
    ['certificate_unreadable', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
    ['certificate_unreadable', ''],
  ])('(%s) if it is %j', async (why, pem) => {
    const { ports } = portsWith({ fetchCertificate: async () => pem });
    const body = await signed(anSmnNotification(), signer);
    expect(await verify(body, ports)).toStrictEqual({ kind: 'refused', why });
  });
});

describe('a message is refused for its signature', () => {
  it.each<[string, Message]>([
    ['message', { message: '{"trace_name":"startProtectionGroup"}' }],
    ['a space added to the message', { message: '{"trace_name": "stopProtectionGroup"}' }],
    ['subject', { subject: 'CTS 2' }],
    ['subject removed', { subject: undefined }],
    ['message id', { message_id: '1f'.repeat(16) }],
    ['timestamp', { timestamp: '2026-03-01T12:04:03Z' }],
    ['topic', { topic_urn: `${topic}-too` }],
    ['type', { ...aConfirmation(), message: '{"trace_name":"stopProtectionGroup"}' }],
    ['signature', { signature: 'AAAA' }],
    ['signature that is not base64', { signature: '%%%' }],
  ])('if it was altered: %s', async (_name, altered) => {
    const { ports } = portsWith({ rules: { ...rules, topics: [topic, `${topic}-too`] } });
    const body = { ...(await signed(anSmnNotification(), signer)), ...altered };
    expect(await verify(body, ports)).toStrictEqual({ kind: 'refused', why: 'signature' });
  });

  it('if the address of a confirmation was altered', async () => {
    const body = { ...(await signed(aConfirmation(), signer)), subscribe_url: 'https://evil.example/' };
    expect(await verify(body, portsWith().ports)).toStrictEqual({ kind: 'refused', why: 'signature' });
  });

  it('if another key signed it', async () => {
    const body = await signed(anSmnNotification(), await makeSigner());
    expect(await verify(body, portsWith().ports)).toStrictEqual({ kind: 'refused', why: 'signature' });
  });
});

describe('a correctly signed message is refused', () => {
  it.each([
    ['old', '2026-03-01T11:04:16Z'],
    ['from the future', '2026-03-01T13:04:18Z'],
    ['of an unreadable time', 'yesterday'],
  ])('if it is %s', async (_name, timestamp) => {
    const body = await signed(anSmnNotification({ timestamp }), signer);
    expect(await verify(body, portsWith().ports)).toStrictEqual({ kind: 'refused', why: 'timestamp' });
  });

  it('if it was seen before; an unverified message is not looked up', async () => {
    const asked: string[] = [];
    const { ports } = portsWith({
      seen: async (id) => {
        asked.push(id);
        return true;
      },
    });
    const body = await signed(anSmnNotification(), signer);
    expect(await verify({ ...body, message: 'altered' }, ports)).toMatchObject({ why: 'signature' });
    expect(asked).toStrictEqual([]);
    expect(await verify(body, ports)).toStrictEqual({ kind: 'refused', why: 'seen' });
    expect(asked).toStrictEqual([aMessageId]);
  });
});

it('refuses anything that is not a signed message', async () => {
  const { ports, fetched } = portsWith();
  const anyBody = fc.oneof(
    fc.jsonValue(),
    fc.record({ type: fc.constant('Notification'), topic_urn: fc.constant(topic), message: fc.jsonValue() }),
    fc.jsonValue().map((signature) => ({ ...anSmnNotification(), signature })),
  );
  await fc.assert(
    fc.asyncProperty(anyBody, async (body) => {
      expect(await verifySmnMessage({ body, headers: {} }, ports)).toMatchObject({ kind: 'refused' });
    }),
  );
  expect(fetched.filter((url) => url !== certificateUrl)).toStrictEqual([]);
});
