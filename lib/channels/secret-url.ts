import { isLoopback } from '../watch/account.ts';
import { Secret, type SecretRef } from '../watch/secret.ts';
import type { Refused } from './channel.ts';

/** What an address behind a reference must be. Without `hosts`, any host will do; `*.` stands for names before the rest. */
export interface ExpectedUrl {
  reference: SecretRef;
  hosts?: readonly string[];
  example: string;
}

/**
 * Checks an address that is kept as a secret: https to one of the vendor's own hosts, or http to this machine (whether
 * that may be sent is the sender's decision). A wrong one is refused without repeating any part of it.
 */
export function checkedUrl(secret: Secret, expected: ExpectedUrl): { kind: 'url'; url: Secret } | Refused {
  const url = URL.parse(secret.reveal());
  if (url !== null && isExpected(url, expected.hosts)) return { kind: 'url', url: new Secret(url.href) };
  const what = url === null ? 'something that is no URL' : 'another URL';
  return {
    kind: 'refused',
    why: `the secret ${expected.reference}: expected a URL such as ${expected.example}, found ${what} (not shown: it is a secret)`,
  };
}

function isExpected(url: URL, hosts: readonly string[] | undefined): boolean {
  if (url.username !== '' || url.password !== '' || url.hash !== '') return false;
  if (url.protocol === 'http:') return isLoopback(url.hostname);
  return url.protocol === 'https:' && (hosts === undefined || hosts.some((host) => isHost(url.host, host)));
}

const isHost = (host: string, expected: string): boolean =>
  expected.startsWith('*.') ? host.endsWith(expected.slice(1)) : host === expected;
