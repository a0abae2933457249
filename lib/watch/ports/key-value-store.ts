/** The key of a value: what it is about, and its id among the values about that. */
export interface StoreKey {
  of: string;
  id: string;
}

/**
 * Stores texts with a lifetime, shared by all attempts and processes. Every function throws if the store cannot be
 * reached.
 */
export interface KeyValueStore {
  /** Returns the stored text, or undefined if there is none or it has expired. */
  get: (key: StoreKey) => Promise<string | undefined>;
  /** Stores a text for `seconds` if there is none. Returns the text that is stored now: this one, or an earlier one. */
  putIfAbsent: (key: StoreKey, text: string, seconds: number) => Promise<string>;
  /** Like `putIfAbsent`, but also replaces the stored text if it equals `old`. */
  compareAndSwap: (key: StoreKey, texts: { old: string; text: string }, seconds: number) => Promise<string>;
  /** Stores a text, and replaces any other. */
  put: (key: StoreKey, text: string, seconds: number) => Promise<void>;
  /** Returns all texts about one thing, in the order of their ids. */
  all: (of: string) => Promise<{ id: string; text: string }[]>;
}
