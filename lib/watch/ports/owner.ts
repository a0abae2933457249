import { randomUUID } from 'node:crypto';

/** The owner of leases and claims: a function in the cloud, a process locally. */
export interface Owner {
  /** Returns a new token: a unique text that proves ownership. The store keeps it as the lease. */
  newToken: () => string;
  /** Returns whether the owner that made a token is known to have died. The text may continue after the token. */
  isDead: (token: string) => boolean;
}

/** Returns a unique text. */
export const randomToken = (): string => randomUUID();

/** Returns whether a text can be an owner's token: a store may contain something else in its place. */
export const isToken = (text: string): boolean => / [0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

/**
 * Creates an owner; its name is one word. Without `isDead` the death of the owner is never detected, and its leases end
 * when they expire.
 */
export const makeOwner = (name: string, isDead: Owner['isDead'] = () => false): Owner => ({
  newToken: () => `${name} ${randomToken()}`,
  isDead,
});
