import { inspect } from 'node:util';
import * as z from 'zod';

const hidden = '[redacted]';

/** A secret that cannot be printed: it is `[redacted]` in a string, in JSON and in the inspector. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** Returns the secret itself, for the code that sends it or signs with it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return hidden;
  }

  toJSON(): string {
    return hidden;
  }

  [inspect.custom](): string {
    return hidden;
  }
}

const references = [
  /^env:[A-Za-z_][A-Za-z0-9_]{0,127}$/,
  /^secretsmanager:[A-Za-z0-9/_+=.@:-]{1,512}(#[A-Za-z0-9_.-]{1,128})?$/,
  /^ssm:\/[A-Za-z0-9/_.-]{1,1010}$/,
];

/** A reference to a secret. The configuration contains only references: a literal secret is refused, and never shown. */
export const SecretRef = z
  .string()
  .refine((text) => references.some((reference) => reference.test(text)), {
    error:
      'expected a reference to a secret (env:NAME, secretsmanager:name#key or ssm:/path), found something else; ' +
      'a literal secret is refused',
  })
  .brand<'SecretRef'>();
export type SecretRef = z.infer<typeof SecretRef>;

/** Returns the secret of a reference; `fresh` bypasses what is cached. Throws SecretUnavailable. */
export type ResolveSecret = (reference: SecretRef, how?: { fresh: boolean }) => Promise<Secret>;
