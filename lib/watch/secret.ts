import { inspect } from 'node:util';
import * as z from 'zod';

const hidden = '[redacted]';

/** A secret that cannot be printed: in a string, in JSON and in the inspector it is `[redacted]`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The secret itself, for the one place that sends or signs with it. */
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

/** Where a secret is kept. The configuration holds references only; a literal secret is refused and not repeated. */
export const SecretRef = z
  .string()
  .refine((text) => references.some((reference) => reference.test(text)), {
    error:
      'expected a reference to a secret (env:NAME, secretsmanager:name#key or ssm:/path), found something else; ' +
      'a literal secret is refused',
  })
  .brand<'SecretRef'>();
export type SecretRef = z.infer<typeof SecretRef>;
