import { createHash } from 'node:crypto';

/**
 * The verdict on a request's credentials. `issuedAtMs` is their time of issue, in milliseconds since 1970.
 */
export type Verdict = { kind: 'accepted'; issuedAtMs: number } | { kind: 'refused'; why: string };

export interface Token {
  value: string;
  issuedAtMs: number;
  expiresAtMs: number;
}

export type TokenIssuer = ReturnType<typeof makeTokenIssuer>;

/** Makes an issuer of tokens. Tokens in `given` count as issued at the start. */
export function makeTokenIssuer(now: () => number, lifeSeconds: number, given: readonly string[] = []) {
  const tokens = new Map<string, Token>();
  let issued = 0;
  const keep = (value: string): Token => {
    const issuedAtMs = now();
    const token = { value, issuedAtMs, expiresAtMs: issuedAtMs + lifeSeconds * 1_000 };
    tokens.set(value, token);
    return token;
  };
  for (const value of given) keep(value);

  return {
    /** Issues a new token. Older ones stay valid. */
    issue(): Token {
      issued += 1;
      return keep(tokenText(issued));
    },
    check(value: string): Verdict {
      const token = tokens.get(value);
      if (token === undefined) return { kind: 'refused', why: 'decrypt token fail' };
      if (now() < token.expiresAtMs) return { kind: 'accepted', issuedAtMs: token.issuedAtMs };
      return { kind: 'refused', why: 'token expired' };
    },
    /** Expires every token issued so far. */
    expireAll(): void {
      for (const token of tokens.values()) token.expiresAtMs = now();
    },
    issued: (): number => issued,
  };
}

/** Returns a token as long as real ones (thousands of characters), so that size limits show in tests. */
function tokenText(serial: number): string {
  const digest = createHash('sha256').update(`token ${serial}`).digest('base64url');
  return `MIIsimulated${digest.repeat(90)}`;
}
