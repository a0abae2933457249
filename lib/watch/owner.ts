import { randomUUID } from 'node:crypto';

/** Who has taken something on that others then leave alone: a function in the cloud, a process locally. */
export interface Owner {
  /** A text that stands for this holder, and is like no other. */
  token: () => string;
  /** Whether the holder that stands behind a text beginning with its mark is known to be no more. */
  isGone: (token: string) => boolean;
}

/** A text like no other. */
export const newToken = (): string => randomUUID();

/** Whether a text can be a holder's mark: a store may hold something else in its place. */
export const isToken = (text: string): boolean => / [0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

/** A holder by its name, a word. Without `isGone` nobody sees it die: what it holds is free when its time is over. */
export const makeOwner = (name: string, isGone: Owner['isGone'] = () => false): Owner => ({
  token: () => `${name} ${newToken()}`,
  isGone,
});
