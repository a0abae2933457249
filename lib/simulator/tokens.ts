import { createHash } from 'node:crypto';

/**
 * Whether a request's credentials are taken; `issuedAtMs` is when they were made, milliseconds since 1970.
 */
export type Verdict = { kind: 'accepted'; issuedAtMs: number } | { kind: 'refused'; why: string };

export interface Token {
  value: string;
  issuedAtMs: number;
  expiresAtMs: number;
}

export type TokenIssuer = ReturnType<typeof makeTokenIssuer>;

/** Issues and checks tokens. `given` are tokens that count as issued at the start. */
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
    /** A token that nobody had before; older ones stay good. */
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
    /** Ends the life of every token issued so far. */
    expireAll(): void {
      for (const token of tokens.values()) token.expiresAtMs = now();
    },
    issued: (): number => issued,
  };
}

/** As long as real tokens are (some thousand characters), so that whatever cannot carry one shows it here. */
function tokenText(serial: number): string {
  const digest = createHash('sha256').update(`token ${serial}`).digest('base64url');
  return `MIIsimulated${digest.repeat(90)}`;
}
