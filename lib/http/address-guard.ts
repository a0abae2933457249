import { BlockList, isIP, type LookupFunction } from 'node:net';
import type { buildConnector } from 'undici';
import makeConnector from 'undici/lib/core/connect.js';
import { isLoopback, portRefusal } from '../watch/endpoint-url.ts';

/**
 * Where requests may go: `any` address that is configured, or only to the public internet, or there and to
 * this machine. The guarded two take https only, to its own port and to those that are allowed; http is taken
 * to this machine, where that is allowed.
 */
export type Addresses = 'any' | 'public' | 'public_or_loopback';
type Guarded = Exclude<Addresses, 'any'>;

/** The address of a request is not allowed. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * Addresses outside the public internet (IANA special-purpose registries), including the metadata services
 * 169.254.169.254 and 169.254.170.2.
 */
const notPublic = new BlockList();
const notPublicIpv4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
// Teredo and 6to4 carry an IPv4 address inside, which the far end may unwrap; the others are for documents.
const notPublicIpv6 = ['2001::/32', '2001:db8::/32', '2002::/16', '3fff::/20'];
for (const range of notPublicIpv4) addRange(notPublic, range, 'ipv4');
for (const range of notPublicIpv6) addRange(notPublic, range, 'ipv6');

/** The public part of IPv6 (IANA IPv6 address space), and IPv4-mapped addresses. */
const mayBePublicIpv6 = new BlockList();
for (const range of ['2000::/3', '::ffff:0:0/96']) addRange(mayBePublicIpv6, range, 'ipv6');

function addRange(list: BlockList, range: string, family: 'ipv4' | 'ipv6'): void {
  const [network = '', prefix] = range.split('/');
  list.addSubnet(network, Number(prefix), family);
}

/**
 * Whether an IP address, in any notation that `isIP` knows, is allowed; an IPv4 address mapped into IPv6 is
 * judged as IPv4.
 */
export function isAllowed(address: string, addresses: Guarded): boolean {
  const [bare = ''] = address.split('%');
  const family = isIP(bare) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(bare) === 0) return false;
  if (addresses === 'public_or_loopback' && loopback.check(bare, family)) return true;
  return (family === 'ipv4' || mayBePublicIpv6.check(bare, family)) && !notPublic.check(bare, family);
}

/**
 * Why a URL is refused before anything is looked up, or undefined. `URL` has already turned every spelling of
 * an IPv4 address (decimal, hex, octal, short) into dots.
 */
export function refusalOf(url: URL, addresses: Addresses, ports?: readonly number[]): string | undefined {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return httpsOnly;
  if (url.username || url.password) return 'a URL with a user name or a password is not allowed';
  return addresses === 'any' ? undefined : guardedRefusal(url, addresses, ports);
}

function guardedRefusal(
  url: URL,
  addresses: Guarded,
  ports: readonly number[] | undefined,
): string | undefined {
  const plainIsFine = addresses === 'public_or_loopback' && isLoopback(url.hostname);
  if (url.protocol === 'http:' && !plainIsFine) return httpsOnly;
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) && !isAllowed(literal, addresses)) return notPublicReason;
  return portRefusal(url, ports);
}

const httpsOnly = 'only https is allowed';
const notPublicReason = 'that is not an address on the public internet';

/** Explicit, because NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment would change the default. */
export const verifiedTls = { rejectUnauthorized: true };

/**
 * Connects to allowed addresses only. A name is looked up once, every address found must be allowed, and only
 * those are tried, so that a second answer of the name server changes nothing. The lookup is skipped for IP
 * addresses, so what the socket reached is checked once more.
 */
export function guardedConnector(
  addresses: Guarded,
  options: { timeoutMs: number; lookup: LookupFunction },
): buildConnector.connector {
  const lookup = guardedLookup(addresses, options.lookup);
  const connect = makeConnector({
    ...verifiedTls,
    timeout: options.timeoutMs,
    allowH2: false,
    autoSelectFamily: true,
    lookup,
  });
  return (target, done) =>
    connect(target, (...[error, socket]) => {
      if (error) return done(error, null);
      if (isAllowed(socket.remoteAddress ?? '', addresses)) return done(null, socket);
      socket.destroy();
      done(new AddressRefused(notPublicReason), null);
    });
}

/** Always returns a list, as `autoSelectFamily` requires. */
const guardedLookup =
  (addresses: Guarded, lookup: LookupFunction): LookupFunction =>
  (hostname, options, done) =>
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const list = typeof found === 'string' ? [{ address: found, family: isIP(found) }] : found;
      const refused = !error && list.some(({ address }) => !isAllowed(address, addresses));
      done(refused ? new AddressRefused(notPublicReason) : error, list);
    });
