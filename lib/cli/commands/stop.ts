import type { Watches } from '../../watch/watches.ts';
import { addPlaceOptions, type DefineCommand } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { openWatches, type PlaceFlags } from '../remote/open-watches.ts';
import type { Terminal } from '../terminal.ts';

const help = `
Exit codes: 0 stopped or ended before, 2 wrong usage or no such watch, 4 the service is
unavailable.

Example:
  jobwatch stop sdrs-ff8080826b45d4a5016b5036242c0025-0123456789abcdef --reason "drill called off"
`;

/** `jobwatch stop`. */
export const defineStop: DefineCommand = (command, { terminal, done }) =>
  addPlaceOptions(command)
    .argument('<watch-id...>', 'ids of watches')
    .option('--reason <text>', 'the reason, which "jobwatch show" prints later')
    .addHelpText('after', help)
    .action(async (ids: string[], flags: StopFlags) => done(await stop(ids, flags, terminal)));

interface StopFlags extends PlaceFlags {
  reason?: string | undefined;
}

const sentences: Record<Awaited<ReturnType<Watches['stopWatch']>>, string> = {
  stopped: 'stopped; there will be no notification',
  ended: 'had ended before',
  unknown: 'is not a known watch; "jobwatch list" shows the known ones',
};

/**
 * Stops watches without a notification; their jobs continue. Throws UsageError, WrongConfiguration,
 * SecretUnavailable, WatchesUnavailable.
 */
async function stop(ids: readonly string[], flags: StopFlags, terminal: Terminal): Promise<number> {
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
