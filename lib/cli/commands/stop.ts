import type { Watches } from '../../watch/watches.ts';
import { exitCodes } from '../exit-codes.ts';
import { openWatches, type PlaceFlags } from '../remote/open-watches.ts';
import type { Terminal } from '../terminal.ts';

/** The flags of `jobwatch stop`. */
export interface StopFlags extends PlaceFlags {
  reason?: string | undefined;
}

type Stopped = Awaited<ReturnType<Watches['stopWatch']>>;

const sentences: Record<Stopped, string> = {
  stopped: 'stopped; nothing is announced',
  ended: 'had ended before',
  unknown: 'is no watch that is known; "jobwatch list" shows those that are',
};

/**
 * `jobwatch stop ID…`: ends watches without an announcement; their jobs go on. Throws UsageError, WrongConfiguration,
 * SecretUnavailable, WatchesUnavailable.
 */
export async function stopCommand(
  ids: readonly string[],
  flags: StopFlags,
  terminal: Terminal,
): Promise<number> {
  const { reason = 'Stopped by hand with jobwatch stop.' } = flags;
  const { watches, close } = await openWatches(flags, terminal);
  try {
    let code: number = exitCodes.succeeded;
    for (const id of ids) {
      const stopped = await watches.stopWatch({ id, reason });
      if (stopped === 'unknown') {
        code = exitCodes.wrongUsage;
        terminal.err(`jobwatch: ${id} ${sentences.unknown}\n`);
      } else terminal.out(`${id}  ${sentences[stopped]}\n`);
    }
    return code;
  } finally {
    await close();
  }
}
