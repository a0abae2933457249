import type { IncomingHttpHeaders } from 'node:http';

/** What a secret is shown in on purpose. A signature shows none. */
const proof = 'authorization';

/** What was received, all of it but the header by which a sender proves who it is. */
export const withoutProof = ({ headers, body }: { headers: IncomingHttpHeaders; body: string }) => ({
  headers: Object.entries(headers).filter(([name]) => name !== proof),
  body,
});
