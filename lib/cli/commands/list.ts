import { Option } from 'commander';
import * as z from 'zod';
import { Duration, durationSeconds } from '../../polling/duration.ts';
import { WatchStatus } from '../../watch/watch-view.ts';
import { addPlaceOptions, type DefineCommand, outputOption, wholeNumber } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { parseFlags } from '../parse-flags.ts';
import { collectWatches } from '../remote/find-watches.ts';
import { openWatches, type PlaceFlags } from '../remote/open-watches.ts';
import { jsonLine } from '../report/visible-text.ts';
import { watchTable } from '../report/watch-lines.ts';
import type { Terminal } from '../terminal.ts';

const help = `
Exit codes: 0 listed, 2 wrong usage, 4 the service is unavailable.

Examples:
  jobwatch list --status running
  jobwatch list --since 24h --output json | jq -r .id
  jobwatch list --machine arn:aws:states:…
`;

/** `jobwatch list`. */
export const defineList: DefineCommand = (command, { terminal, done }) =>
  addPlaceOptions(command)
    .addOption(new Option('--status <status>', 'only watches with this status').choices(WatchStatus.options))
    .option('--since <duration>', 'only watches that started in the last 1h, 2d …')
    .option(
      '--limit <number>',
      'the largest number of watches (default: 50)',
      wholeNumber('a number', 1, 10_000),
    )
    .addOption(outputOption())
    .addHelpText('after', help)
    .action(async (flags: ListFlags) => done(await list(flags, terminal)));

interface ListFlags extends PlaceFlags {
  status?: WatchStatus | undefined;
  since?: string | undefined;
  limit?: number | undefined;
  output?: 'text' | 'json' | undefined;
}

const defaultLimit = 50;
const Since = z.object({ since: Duration.optional() });

/**
 * Prints watches as a table or as JSON lines. Throws UsageError, WrongConfiguration, SecretUnavailable,
 * WatchesUnavailable.
 */
async function list(flags: ListFlags, terminal: Terminal): Promise<number> {
  const { since: duration } = parseFlags(Since, { since: flags.since }, { since: '--since' });
  const ago = duration && (durationSeconds(duration) ?? 0) * 1_000;
  // A duration longer than the time since 1970 means "all watches".
  const since = ago && Math.max(0, terminal.clock.now() - ago);
  const { limit = defaultLimit, status } = flags;
  const { watches, close } = await openWatches(flags, terminal);
  try {
    const { found, hasMore } = await collectWatches(watches, { status, since: since || undefined }, limit);
    terminal.out(flags.output === 'json' ? found.map(jsonLine).join('') : watchTable(found));
    if (found.length === 0) terminal.err('No watches.\n');
    if (hasMore) terminal.err(`There are more than ${limit} watches; --limit shows more.\n`);
    return exitCodes.succeeded;
  } finally {
    await close();
  }
}
