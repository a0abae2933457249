import { type KeyObject, X509Certificate } from 'node:crypto';

/** Why a certificate is refused. */
export const certificateRefusals = [
  'certificate_unreadable',
  'certificate_not_yet_valid',
  'certificate_expired',
  'weak_key',
  'weak_hash',
] as const;
export type CertificateRefusal = (typeof certificateRefusals)[number];

/** The key and hash that verify a message. */
export type SigningKey =
  | { kind: 'key'; key: KeyObject; hash: 'sha256' | 'sha384' | 'sha512' }
  | { kind: 'refused'; why: CertificateRefusal };

const fewestKeyBits = 2_048;

/**
 * SMN signs with the hash of its certificate's own signature (samples of the SMN user guide). SHA-1 is not
 * among them.
 */
const hashOf = new Map<string | undefined, 'sha256' | 'sha384' | 'sha512'>([
  ['1.2.840.113549.1.1.11', 'sha256'],
  ['1.2.840.113549.1.1.12', 'sha384'],
  ['1.2.840.113549.1.1.13', 'sha512'],
]);

/** Returns the key of a PEM certificate if it is strong and valid at `now` (milliseconds since 1970). */
export function readSigningKey(pem: string, now: number): SigningKey {
  const certificate = parse(pem);
  if (certificate === undefined) return refused('certificate_unreadable');
  const { key, from, to, algorithm } = certificate;
  // Written so that an unreadable date refuses the certificate.
  if (!(from <= now)) return refused('certificate_not_yet_valid');
  if (!(now <= to)) return refused('certificate_expired');
  if (key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < fewestKeyBits)
    return refused('weak_key');
  const hash = hashOf.get(algorithm);
  return hash === undefined ? refused('weak_hash') : { kind: 'key', key, hash };
}

const refused = (why: CertificateRefusal): SigningKey => ({ kind: 'refused', why });

function parse(pem: string) {
  try {
    const certificate = new X509Certificate(pem);
    return {
      key: certificate.publicKey,
      from: certificate.validFromDate.getTime(),
      to: certificate.validToDate.getTime(),
      algorithm: certificate.signatureAlgorithmOid,
    };
  } catch {
    return undefined;
  }
}
