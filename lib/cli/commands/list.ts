import * as z from 'zod';
import { Duration, durationSeconds } from '../../polling/duration.ts';
import type { WatchStatus } from '../../watch/watch-view.ts';
import { exitCodes } from '../exit-codes.ts';
import { parseFlags } from '../parse-flags.ts';
import { collectWatches } from '../remote/collect-watches.ts';
import { openWatches, type PlaceFlags } from '../remote/open-watches.ts';
import { jsonLine } from '../report/visible-text.ts';
import { watchTable } from '../report/watch-lines.ts';
import type { Terminal } from '../terminal.ts';

/** The flags of `jobwatch list`. */
export interface ListFlags extends PlaceFlags {
  status?: WatchStatus | undefined;
  since?: string | undefined;
  limit?: number | undefined;
  output?: 'text' | 'json' | undefined;
}

const defaultLimit = 50;

/**
 * `jobwatch list`: the watches of an API or a deployed stack, newest first, as a table or as JSON, one a line. Throws
 * UsageError, WrongConfiguration, SecretUnavailable, WatchesUnavailable.
 */
export async function listCommand(flags: ListFlags, terminal: Terminal): Promise<number> {
  const { since: duration } = parseFlags(Since, { since: flags.since }, { since: '--since' });
  const ago = duration && (durationSeconds(duration) ?? 0) * 1_000;
  // Further back than the beginning of time is everything.
  const since = ago && Math.max(0, terminal.clock.now() - ago);
  const { limit = defaultLimit, status } = flags;
  const { watches, close } = await openWatches(flags, terminal);
  try {
    const { found, hasMore } = await collectWatches(watches, { status, since: since || undefined }, limit);
    terminal.out(flags.output === 'json' ? found.map(jsonLine).join('') : watchTable(found));
    if (found.length === 0) terminal.err('No watches.\n');
    if (hasMore) terminal.err(`There are more than --limit ${limit}.\n`);
    return exitCodes.succeeded;
  } finally {
    await close();
  }
}

const Since = z.object({ since: Duration.optional() });
