import { addPlaceOptions, type DefineCommand, outputOption } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { findWatch } from '../remote/find-watches.ts';
import { openWatches, type PlaceFlags } from '../remote/open-watches.ts';
import { jsonLine } from '../report/visible-text.ts';
import { watchFacts } from '../report/watch-lines.ts';
import type { Terminal } from '../terminal.ts';

const help = `
Exit codes: 0 shown, 2 wrong usage or no such watch, 4 the service is unavailable.

Examples:
  jobwatch show ff8080826b45d4a5016b5036242c0025
  jobwatch show sdrs-ff8080826b45d4a5016b5036242c0025-0123456789abcdef --output json
`;

/** `jobwatch show`. */
export const defineShow: DefineCommand = (command, { terminal, done }) =>
  addPlaceOptions(command)
    .argument('<id>', 'the id of a watch, or of the job of a recent watch')
    .addOption(outputOption())
    .addHelpText('after', help)
    .action(async (id: string, flags: ShowFlags) => done(await show(id, flags, terminal)));

interface ShowFlags extends PlaceFlags {
  output?: 'text' | 'json' | undefined;
}

/**
 * Prints all that is known about one watch. Throws UsageError, WrongConfiguration, SecretUnavailable,
 * WatchesUnavailable.
 */
async function show(id: string, flags: ShowFlags, terminal: Terminal): Promise<number> {
  const { watches, close } = await openWatches(flags, terminal);
  try {
    const watch = await findWatch(id, watches);
    terminal.out(flags.output === 'json' ? jsonLine(watch) : watchFacts(watch));
    return exitCodes.succeeded;
  } finally {
    await close();
  }
}
