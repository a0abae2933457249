import { type KeyObject, verify } from 'node:crypto';
import { instantOf } from '../job/job-time.ts';
import type { FetchCertificate } from './certificates.ts';
import type { SmnConfig } from './config.ts';
import { certificateRefusals, readSigningKey } from './signing-certificate.ts';
import { SmnMessage, stringToSign } from './smn-message.ts';

/** Why a message is refused: fixed values, for counting, never its content. */
const smnRefusals = [
  'not_a_message',
  'topic',
  'topic_header',
  'type_header',
  'signature_version',
  'certificate_url',
  'certificate_missing',
  ...certificateRefusals,
  'signature',
  'timestamp',
  'seen',
] as const;
export type SmnRefusal = (typeof smnRefusals)[number];

export type VerifiedSmn = { kind: 'verified'; message: SmnMessage } | { kind: 'refused'; why: SmnRefusal };

/** A message: its parsed body and the request's headers. */
export interface ReceivedMessage {
  body: unknown;
  headers: Readonly<Record<string, string | undefined>>;
}

export interface VerifyPorts {
  rules: Pick<SmnConfig, 'topics' | 'hosts'>;
  fetchCertificate: FetchCertificate;
  /** Returns whether a message with this id was handled before. */
  seen: (messageId: string) => Promise<boolean>;
  now: () => number;
}

/** Covers SMN's retries and clock differences in both directions. */
const windowMs = 3_600_000;
const certificatePath = /^\/smn\/SMN_[a-z0-9-]+_[0-9a-f]{32}\.pem$/;

/**
 * Verifies that a message comes from SMN and from a configured topic. Fetches the certificate only from a URL
 * of SMN itself. Throws CertificateUnavailable.
 */
export async function verifySmnMessage(received: ReceivedMessage, ports: VerifyPorts): Promise<VerifiedSmn> {
  const parsed = SmnMessage.safeParse(received.body);
  if (!parsed.success) return refused('not_a_message');
  const message = parsed.data;
  const why =
    refusalOfClaims(message, received.headers, ports.rules) ??
    (await refusalOfSignature(message, ports)) ??
    refusalOfTime(message, ports.now()) ??
    ((await ports.seen(message.message_id)) ? 'seen' : undefined);
  return why === undefined ? { kind: 'verified', message } : refused(why);
}

const refused = (why: SmnRefusal): VerifiedSmn => ({ kind: 'refused', why });

function refusalOfClaims(
  message: SmnMessage,
  headers: ReceivedMessage['headers'],
  { topics, hosts }: VerifyPorts['rules'],
): SmnRefusal | undefined {
  if (!topics.includes(message.topic_urn)) return 'topic';
  if (!agrees(headers, 'x-smn-topic-urn', message.topic_urn)) return 'topic_header';
  if (!agrees(headers, 'x-smn-message-type', message.type)) return 'type_header';
  if (message.signature_version.toLowerCase() !== 'v1') return 'signature_version';
  return isCertificateUrl(message.signing_cert_url, hosts) ? undefined : 'certificate_url';
}

/** A header may be missing. If present, it must equal the body's value. */
const agrees = (headers: ReceivedMessage['headers'], name: string, value: string): boolean =>
  Object.entries(headers).every(
    ([key, sent]) => key.toLowerCase() !== name || sent === undefined || sent === value,
  );

/**
 * Returns whether a URL is a certificate of SMN, in its plain form: no port (not even 443), user or query, no
 * dots or escapes in the path.
 */
function isCertificateUrl(text: string, hosts: readonly string[]): boolean {
  const url = URL.parse(text);
  return (
    url !== null &&
    hosts.includes(url.host) &&
    certificatePath.test(url.pathname) &&
    text === `https://${url.host}${url.pathname}`
  );
}

async function refusalOfSignature(
  message: SmnMessage,
  { fetchCertificate, now }: VerifyPorts,
): Promise<SmnRefusal | undefined> {
  const pem = await fetchCertificate(message.signing_cert_url);
  if (pem === undefined) return 'certificate_missing';
  const signing = readSigningKey(pem, now());
  if (signing.kind === 'refused') return signing.why;
  return isSigned(message, signing) ? undefined : 'signature';
}

/**
 * Returns whether the signature is valid: RSA with PKCS#1 v1.5 padding, the default of `verify` for an RSA
 * key (SMN user guide, "Verifying message signatures").
 */
const isSigned = (message: SmnMessage, { key, hash }: { key: KeyObject; hash: string }): boolean =>
  verify(hash, Buffer.from(stringToSign(message)), key, Buffer.from(message.signature, 'base64'));

function refusalOfTime({ timestamp }: SmnMessage, now: number): SmnRefusal | undefined {
  const sent = instantOf(timestamp);
  return sent !== undefined && Math.abs(now - sent) <= windowMs ? undefined : 'timestamp';
}
