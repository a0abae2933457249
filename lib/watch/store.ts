/** A record's place: what it is about, and which of the records about that it is. */
export interface StoreKey {
  of: string;
  id: string;
}

/**
 * What is remembered from one attempt to another, and from one process to the next: texts with a lifetime. Every function
 * throws when the store cannot be reached.
 */
export interface KeyValueStore {
  /** The text that is kept there; undefined when there is none, or its time is over. */
  get: (key: StoreKey) => Promise<string | undefined>;
  /** Keeps a text where none is, for so many seconds; gives the text that is kept there now: this one, or an earlier one. */
  putIfAbsent: (key: StoreKey, text: string, seconds: number) => Promise<string>;
  /** As `putIfAbsent`, and also in place of one certain text that is there. */
  compareAndSwap: (key: StoreKey, texts: { old: string; text: string }, seconds: number) => Promise<string>;
  /** Keeps a text, in place of any other that is there. */
  put: (key: StoreKey, text: string, seconds: number) => Promise<void>;
  /** All records about one thing, by id, in the order of their ids. */
  all: (of: string) => Promise<{ id: string; text: string }[]>;
}
