import { exitCodes } from '../exit-codes.ts';
import { findWatch } from '../remote/find-watch.ts';
import { openWatches, type PlaceFlags } from '../remote/open-watches.ts';
import { jsonLine } from '../report/visible-text.ts';
import { watchFacts } from '../report/watch-lines.ts';
import type { Terminal } from '../terminal.ts';

/** The flags of `jobwatch show`. */
export interface ShowFlags extends PlaceFlags {
  output?: 'text' | 'json' | undefined;
}

/**
 * `jobwatch show ID`: everything that is known of one watch, by its id or its job's. Throws UsageError, WrongConfiguration,
 * SecretUnavailable, WatchesUnavailable.
 */
export async function showCommand(id: string, flags: ShowFlags, terminal: Terminal): Promise<number> {
  const { watches, close } = await openWatches(flags, terminal);
  try {
    const watch = await findWatch(id, watches);
    terminal.out(flags.output === 'json' ? jsonLine(watch) : watchFacts(watch));
    return exitCodes.succeeded;
  } finally {
    await close();
  }
}
