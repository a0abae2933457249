import { join } from 'node:path';
import { parseJson } from '../job/json-value.ts';
import type { KeyValueStore, StoreKey } from '../watch/ports/key-value-store.ts';
import { StoredView, type WatchView } from '../watch/watch-view.ts';
import { type LocalContext, stateFolder } from './context.ts';
import { holdFile } from './hold-file.ts';
import { makeInMemoryStore } from './in-memory-store.ts';
import type { LocalStore } from './open-store.ts';

/** Stores accepted watches from one process to the next. Each function throws the errors of the store. */
export interface WatchStore {
  get: (id: string) => Promise<WatchView | undefined>;
  put: (view: WatchView) => Promise<void>;
  /** Returns all watches, oldest first. */
  all: () => Promise<WatchView[]>;
}

const daySeconds = 86_400;
/** Step Functions keeps an ended execution as long. */
const endedSeconds = 90 * daySeconds;
/** An unended watch waits for the next start, however late that is. */
const runningSeconds = 10 * 365 * daySeconds;

const of = 'accepted watches';
const keyOf = (id: string): StoreKey => ({ of, id });

/** Stores watches in a key-value store. Values that cannot be read are ignored. */
export function makeWatchStore(store: Pick<KeyValueStore, 'get' | 'put' | 'all'>): WatchStore {
  const viewOf = (text: string): WatchView | undefined => StoredView.safeParse(parseJson(text)).data;
  return {
    get: async (id) => viewOf((await store.get(keyOf(id))) ?? ''),
    put: (view) =>
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

/** The watch store of `jobwatch serve`. */
export interface AcceptedWatches {
  store: WatchStore;
  /** Whether the next run can read it. */
  lasting: boolean;
  close: () => void;
}

/**
 * Opens the store of accepted watches. Only one process may use the lasting one. A second process, or a run
 * without a lasting store, warns and stores its watches in memory.
 */
export async function openAcceptedWatches(
  store: LocalStore,
  context: LocalContext,
): Promise<AcceptedWatches> {
  const held = store.lasting ? await hold(stateFolder(context)) : '';
  if (typeof held !== 'string') return { store: makeWatchStore(store), lasting: true, close: held };
  context.err(`jobwatch: ${held}accepted watches are stored for this run only.\n`);
  return { store: makeWatchStore(makeInMemoryStore(context.clock.now)), lasting: false, close: () => {} };
}

/** Returns a function that releases the folder's lock, or the reason why the lock cannot be had. */
async function hold(folder: string): Promise<(() => void) | string> {
  const path = join(folder, 'api.lock');
  try {
    const release = await holdFile(path);
    return (
      release ??
      `another jobwatch serve uses ${folder} (set XDG_STATE_HOME to give this one its own folder); `
    );
  } catch (error) {
    return `cannot use ${path} (${error instanceof Error ? error.message : String(error)}); `;
  }
}
