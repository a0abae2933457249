import { parseJson } from '../job/json-value.ts';
import type { KeyValueStore, StoreKey } from '../watch/store.ts';
import { StoredView, type WatchView } from '../watch/watch-view.ts';

/** Where accepted watches are kept from one process to the next. Each function throws what the records throw. */
export interface WatchStore {
  get: (id: string) => Promise<WatchView | undefined>;
  keep: (view: WatchView) => Promise<void>;
  /** All that are kept, in the order in which they began. */
  all: () => Promise<WatchView[]>;
}

const daySeconds = 86_400;
/** As long as Step Functions remembers an execution that has ended. */
const endedSeconds = 90 * daySeconds;
/** One that has not ended waits for the next start, however late that is. */
const runningSeconds = 10 * 365 * daySeconds;

const of = 'accepted watches';
const keyOf = (id: string): StoreKey => ({ of, id });

/** Keeps watches as records; one that cannot be read is none. */
export function makeWatchStore(store: Pick<KeyValueStore, 'get' | 'put' | 'all'>): WatchStore {
  const viewOf = (text: string): WatchView | undefined => StoredView.safeParse(parseJson(text)).data;
  return {
    get: async (id) => viewOf((await store.get(keyOf(id))) ?? ''),
    keep: (view) =>
      store.put(
        keyOf(view.id),
        JSON.stringify(view),
        view.status === 'running' ? runningSeconds : endedSeconds,
      ),
    all: async () => {
      const found = await store.all(of);
      return found
        .flatMap(({ text }) => viewOf(text) ?? [])
        .sort((one, other) => Date.parse(one.started_at) - Date.parse(other.started_at));
    },
  };
}
