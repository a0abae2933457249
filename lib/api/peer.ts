import { isIPv6 } from 'node:net';
import * as z from 'zod';

const FromLambda = z
  .object({ requestContext: z.object({ http: z.object({ sourceIp: z.string() }) }) })
  .transform(({ requestContext }) => requestContext.http.sourceIp);
const FromNode = z
  .object({ incoming: z.object({ socket: z.object({ remoteAddress: z.string() }) }) })
  .transform(({ incoming }) => incoming.socket.remoteAddress);
const Peer = z.union([FromLambda, FromNode]);

/**
 * Returns the address that a request came from, as Lambda or Node.js reports it, never from a header. An IPv6
 * address is reduced to its /64 network, because one caller has all addresses of it (RFC 4291, section
 * 2.5.1).
 */
export const peerOf = (host: unknown): string => networkOf(Peer.safeParse(host).data ?? 'unknown');

function networkOf(address: string): string {
  const [bare = ''] = address.split('%');
  // An IPv4-mapped address is one peer.
  if (!isIPv6(bare) || bare.includes('.')) return address;
  const [front = [], back = []] = bare.split('::').map(groupsOf);
  const left = Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0');
  const network = [...front, ...left, ...back].slice(0, 4);
  return `${network.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}

const groupsOf = (part: string): string[] => part.split(':').filter((group) => group !== '');
