import * as z from 'zod';
import { makeWatchesOverHttp } from '../../api/watches-over-http.ts';
import { makeSendHttp } from '../../http/send.ts';
import { proxyOf } from '../../local/proxy.ts';
import { makeLocalSecrets } from '../../local/secrets.ts';
import { endpointUrl } from '../../watch/endpoint-url.ts';
import { SecretRef } from '../../watch/ports/secret.ts';
import type { Watches } from '../../watch/watches.ts';
import { parseFlags } from '../parse-flags.ts';
import { findConfiguration } from '../read-files.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { machineArn } from './aws.ts';

/** The flags that name an HTTP API or a deployed stack. */
export interface PlaceFlags {
  api?: string | undefined;
  key?: string | undefined;
  machine?: string | undefined;
  config?: string | undefined;
}

/** Returns the flags of a place alone, for a command line that is printed. */
export const placeFlagsOf = ({ api, key, machine, config }: PlaceFlags): PlaceFlags => ({
  api,
  key,
  machine,
  config,
});

const Place = z.strictObject({
  api: endpointUrl('https://jobwatch.example.com').optional(),
  key: SecretRef.default(SecretRef.parse('env:JOBWATCH_API_KEY')),
  machine: machineArn('the ARN of watch-job, the output WatchJobMachineArn of the stack').optional(),
});

const flagOf = {
  api: '--api or JOBWATCH_API_URL',
  key: '--key',
  machine: '--machine or JOBWATCH_MACHINE_ARN',
};

/**
 * Opens the API or stack that the flags name or, without them, the environment. `close` ends its connections.
 * Throws UsageError, SecretUnavailable, WrongConfiguration.
 */
export async function openWatches(
  flags: PlaceFlags,
  terminal: Terminal,
): Promise<{ watches: Watches; close: () => Promise<void> }> {
  const { env, clock, interrupted: signal } = terminal;
  const { api, key, machine } = placeOf(flags, env);
  if (machine !== undefined) {
    const { openAwsWatches } = await import('./aws-watches.ts');
    const { accounts } = await findConfiguration(flags.config, terminal);
    return openAwsWatches({ machine, accounts, clock, signal });
  }
  if (api === undefined) throw new UsageError(whichPlace);
  const proxy = proxyOf(env);
  const { send, close } = makeSendHttp({ addresses: 'any', signal, proxy });
  const secret = await makeLocalSecrets(env, clock.now)(key);
  return { watches: makeWatchesOverHttp({ url: api, key: secret, send, clock, signal }), close };
}

const whichPlace =
  'missing --api or --machine: give --api URL (or JOBWATCH_API_URL) for a jobwatch API, or --machine ARN (or ' +
  'JOBWATCH_MACHINE_ARN) for a deployed stack.';

/** Returns the API or machine that the flags name or, without them, the environment. Throws UsageError. */
export function placeOf(flags: PlaceFlags, env: Terminal['env']): z.infer<typeof Place> {
  const { api, machine, key } = flags;
  const given =
    (api ?? machine)
      ? { api, machine }
      : { api: env['JOBWATCH_API_URL'] || undefined, machine: env['JOBWATCH_MACHINE_ARN'] || undefined };
  const place = parseFlags(Place, { ...given, key }, flagOf);
  if (place.api === undefined || place.machine === undefined) return place;
  throw new UsageError(
    'expected one of --api and --machine, found both; the variables JOBWATCH_API_URL and JOBWATCH_MACHINE_ARN count too.',
  );
}
