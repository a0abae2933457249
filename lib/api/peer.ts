import * as z from 'zod';

const FromLambda = z
  .object({ requestContext: z.object({ http: z.object({ sourceIp: z.string() }) }) })
  .transform(({ requestContext }) => requestContext.http.sourceIp);
const FromNode = z
  .object({ incoming: z.object({ socket: z.object({ remoteAddress: z.string() }) }) })
  .transform(({ incoming }) => incoming.socket.remoteAddress);
const Peer = z.union([FromLambda, FromNode]);

/** The address that a request came from, as the host of the app tells it; never what a header claims. */
export const peerOf = (host: unknown): string => Peer.safeParse(host).data ?? 'unknown';
