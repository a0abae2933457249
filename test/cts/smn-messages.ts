import './reflect-metadata.ts';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import type { SmnConfig } from '../../lib/cts/config.ts';
import { SmnMessage, stringToSign } from '../../lib/cts/smn-message.ts';
import { projectId } from '../support/watches.ts';

export const topic = `urn:smn:eu-de:${projectId}:sdrs-traces`;
export const host = 'smn.eu-de.otc.t-systems.com';
export const certificateUrl = `https://${host}/smn/SMN_eu-de_${'0f'.repeat(16)}.pem`;
export const now = Date.parse('2026-03-01T12:04:17Z');
const day = 86_400_000;

export const rules: SmnConfig = {
  topics: [topic],
  hosts: [host],
  confirm_hosts: ['console.otc.t-systems.com'],
  confirm: true,
};

export interface Signer {
  pem: string;
  /** Returns the signature of a text in base64. */
  sign: (text: string) => Promise<string>;
}

/** Makes a certificate like that of SMN. By default it is a day old and valid for another day. */
export async function makeSigner({
  hash = 'SHA-256',
  bits = 2_048,
  from = now - day,
  to = now + day,
} = {}): Promise<Signer> {
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash,
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength: bits,
  };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=SMN',
    notBefore: new Date(from),
    notAfter: new Date(to),
    signingAlgorithm: algorithm,
    keys,
  });
  return {
    pem: certificate.toString('pem'),
    sign: async (text) => {
      const signature = await webcrypto.subtle.sign(algorithm.name, keys.privateKey, Buffer.from(text));
      return Buffer.from(signature).toString('base64');
    },
  };
}

/** Makes an elliptic curve certificate. SMN uses RSA only. */
export async function makeEllipticPem(): Promise<string> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=SMN',
    notBefore: new Date(now - day),
    notAfter: new Date(now + day),
    signingAlgorithm: algorithm,
    keys,
  });
  return certificate.toString('pem');
}

export const aMessageId = '0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f';

/** Makes an unsigned notification. Overrides replace fields; undefined removes a field. */
export const anSmnNotification = (overrides: Record<string, unknown> = {}): Record<string, unknown> => ({
  type: 'Notification',
  topic_urn: topic,
  message_id: aMessageId,
  subject: 'CTS',
  message: '{"trace_name":"stopProtectionGroup"}',
  timestamp: '2026-03-01T12:04:02Z',
  signature_version: 'v1',
  signing_cert_url: certificateUrl,
  unsubscribe_url: 'https://console.example.invalid/smn/subscription/unsubscribe',
  ...overrides,
});

/** Makes an unsigned message about a subscription. */
export const aConfirmation = (overrides: Record<string, unknown> = {}): Record<string, unknown> => ({
  type: 'SubscriptionConfirmation',
  topic_urn: topic,
  message_id: aMessageId,
  message: 'You are invited to subscribe.',
  subscribe_url: `https://console.otc.t-systems.com/smn/subscription/confirm?token=T0KEN&topic_urn=${topic}`,
  timestamp: '2026-03-01T12:04:02Z',
  signature_version: 'v1',
  signing_cert_url: certificateUrl,
  ...overrides,
});

/** Returns the message with its signature, as SMN sends it. */
export async function signed(
  message: Record<string, unknown>,
  signer: Signer,
): Promise<Record<string, unknown>> {
  const text = stringToSign(SmnMessage.parse({ ...message, signature: 'none yet' }));
  return { ...message, signature: await signer.sign(text) };
}

/** Returns the headers that SMN sends with a message. */
export const headersOf = (message: Record<string, unknown>): Record<string, string> => ({
  'x-smn-message-type': String(message['type']),
  'x-smn-message-id': String(message['message_id']),
  'x-smn-topic-urn': String(message['topic_urn']),
});
