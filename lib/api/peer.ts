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
 * The address that a request came from, as the host of the app tells it; never what a header claims. Of IPv6
 * the network of 64 bits, as everybody has all the addresses in theirs (RFC 4291, section 2.5.1).
 */
export const peerOf = (host: unknown): string => networkOf(Peer.safeParse(host).data ?? 'unknown');

function networkOf(address: string): string {
  const [bare = ''] = address.split('%');
  // An IPv4 address that is mapped into IPv6 is one peer.
  if (!isIPv6(bare) || bare.includes('.')) return address;
  const [front = [], back = []] = bare.split('::').map(groupsOf);
  const left = Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0');
  const network = [...front, ...left, ...back].slice(0, 4);
  return `${network.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}

const groupsOf = (part: string): string[] => part.split(':').filter((group) => group !== '');
