import { isLoopback } from '../watch/endpoint-url.ts';
import { Secret, SecretRef } from '../watch/ports/secret.ts';
import type { Channel, Post, Refused, Sending } from './channel.ts';

const jsonType = 'application/json; charset=utf-8';

/** Makes a POST of a JSON body. Further headers may follow. */
export const jsonPost = (url: Secret, body: unknown, headers: Post['headers'] = {}): Post => ({
  kind: 'post',
  url,
  headers: { 'content-type': jsonType, ...headers },
  body: JSON.stringify(body),
});

/**
 * Makes a POST to an AWS service, to be signed by the caller. `host` is the host name before the region, if
 * not the service's name.
 */
export function awsPost(
  {
    service,
    region,
    host = service,
    path = '/',
  }: { service: string; region: string; host?: string; path?: string },
  { contentType, body, headers = {} }: { contentType: string; body: string; headers?: Post['headers'] },
): Post {
  // The domain of the partition (docs.aws.amazon.com/general/latest/gr/rande.html).
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return {
    kind: 'post',
    aws: { service, region },
    url: new Secret(`https://${host}.${region}.${domain}${path}`),
    headers: { 'content-type': contentType, ...headers },
    body,
  };
}

/** A vendor that takes JSON at an address which is kept as a secret. */
interface JsonVendor<Config> {
  /** The vendor's hosts. Any host if absent. */
  hosts?: readonly string[];
  /** An address of the expected form, for errors. */
  example: string;
  /** The body. */
  body: (config: Config, sending: Sending) => unknown;
  /** Adds to the configured address what this request needs: a signature, an option. */
  address?: (url: Secret, config: Config, sending: Sending) => Secret;
}

/** Makes the `request` of a kind whose message is a JSON POST to a checked secret address. */
export const jsonToSecretUrl =
  <Config extends { url: SecretRef }>(vendor: JsonVendor<Config>): Channel<Config>['request'] =>
  (config, sending) => {
    const { hosts, example, body, address = (url) => url } = vendor;
    const checked = checkedUrl(sending.secret(config.url), { reference: config.url, hosts, example });
    if (checked.kind === 'refused') return checked;
    return jsonPost(address(checked.url, config, sending), body(config, sending));
  };

/** The expected form of a secret address. */
interface ExpectedUrl {
  reference: SecretRef;
  /** Any host if absent. `*.` stands for one or more names before the rest. */
  hosts?: readonly string[] | undefined;
  example: string;
}

/**
 * Checks a secret address: https to one of the vendor's hosts, or http to this machine (the sender decides
 * whether that is allowed). A refusal does not repeat any part of the address.
 */
export function checkedUrl(secret: Secret, expected: ExpectedUrl): { kind: 'url'; url: Secret } | Refused {
  const url = URL.parse(secret.reveal());
  if (url !== null && isExpected(url, expected.hosts)) return { kind: 'url', url: new Secret(url.href) };
  const found = url === null ? 'something that is not a URL' : 'another URL';
  return wrongSecret(expected.reference, `a URL such as ${expected.example}`, found);
}

function isExpected(url: URL, hosts: readonly string[] | undefined): boolean {
  if (url.username !== '' || url.password !== '' || url.hash !== '') return false;
  if (url.protocol === 'http:') return isLoopback(url.hostname);
  return url.protocol === 'https:' && (hosts === undefined || hosts.some((host) => isHost(url.host, host)));
}

const isHost = (host: string, expected: string): boolean =>
  expected.startsWith('*.') ? host.endsWith(expected.slice(1)) : host === expected;

/**
 * Returns an address that may be in clear or behind a reference. Only the latter is checked here: the
 * configuration checked the former.
 */
export function addressOf(
  { url }: { url: string },
  secret: Sending['secret'],
  example: string,
): { kind: 'url'; url: Secret } | Refused {
  const reference = SecretRef.safeParse(url).data;
  if (reference === undefined) return { kind: 'url', url: new Secret(url) };
  return checkedUrl(secret(reference), { reference, example });
}

/** Refuses to send with a secret that has the wrong form. The secret itself does not appear. */
export const wrongSecret = (reference: SecretRef, expected: string, found = 'something else'): Refused => ({
  kind: 'refused',
  why: `the secret ${reference}: expected ${expected}, found ${found} (not shown: it is a secret)`,
});

/**
 * Makes the header of a bearer token (RFC 6750), or none if no token is configured. Refuses a token that does
 * not have the form.
 */
export function bearerHeader(
  reference: SecretRef | undefined,
  secret: Sending['secret'],
  { form, expected }: { form: RegExp; expected: string },
): { kind: 'headers'; headers: Post['headers'] } | Refused {
  if (reference === undefined) return { kind: 'headers', headers: {} };
  const token = secret(reference).reveal();
  return form.test(token)
    ? { kind: 'headers', headers: { authorization: `Bearer ${token}` } }
    : wrongSecret(reference, expected);
}
