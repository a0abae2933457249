import { createHash, createHmac } from 'node:crypto';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentity, Checksum, Provider, SourceData } from '@smithy/types';

/** The parts of a request to AWS that Signature Version 4 covers. */
export interface UnsignedRequest {
  method?: string;
  url: { reveal: () => string };
  headers: Record<string, string>;
  body: string;
  aws?: { service: string; region: string };
}

/**
 * Makes a function that signs a request to AWS and returns the headers to send. By default it uses the
 * credentials of the function's role, or locally those of the AWS command line. The function throws if there
 * are no credentials.
 */
export function makeSignAwsRequest(
  credentials: AwsCredentialIdentity | Provider<AwsCredentialIdentity> = defaultProvider(),
): (request: UnsignedRequest, now: number) => Promise<Record<string, string>> {
  return async ({ method = 'POST', url, headers, body, aws }, now) => {
    if (aws === undefined)
      throw new TypeError('cannot sign a request to AWS: expected its service and region, found neither');
    const { hostname, host, pathname, protocol, searchParams } = new URL(url.reveal());
    const signer = new SignatureV4({ ...aws, credentials, sha256: Sha256 });
    const signed = await signer.sign(
      {
        method,
        hostname,
        protocol,
        body,
        path: pathname,
        query: Object.fromEntries(searchParams),
        headers: { ...headers, host },
      },
      { signingDate: new Date(now) },
    );
    const { host: _setByTheClient, ...toSend } = signed.headers;
    return toSend;
  };
}

/** SHA-256, or HMAC-SHA-256 if there is a key, with the interface that the signer expects. */
class Sha256 implements Checksum {
  readonly #hash: { update: (data: Uint8Array) => unknown; digest: () => Buffer };

  constructor(secret?: SourceData) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: SourceData): void {
    this.#hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): never {
    throw new TypeError('reset is not supported: the signer makes a new hash for each text');
  }
}

function bytesOf(data: SourceData): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
