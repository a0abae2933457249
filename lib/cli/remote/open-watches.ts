import * as z from 'zod';
import { makeWatchesOverHttp } from '../../api/watches-over-http.ts';
import { makeSendHttp } from '../../http/send.ts';
import { endpointUrl } from '../../watch/account.ts';
import { SecretRef } from '../../watch/secret.ts';
import type { Watches } from '../../watch/watches.ts';
import { makeLocalSecrets } from '../local-secrets.ts';
import { parseFlags } from '../parse-flags.ts';
import { proxyOf } from '../proxy.ts';
import { findConfiguration } from '../read-files.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { machineArn } from './machine-arn.ts';

/** The flags that say where the watches are: behind an HTTP API, or in a deployed stack. */
export interface PlaceFlags {
  api?: string | undefined;
  key?: string | undefined;
  machine?: string | undefined;
  config?: string | undefined;
}

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
 * Opens the place that flags or, without them, the environment name; `close` ends its connections. Throws UsageError, SecretUnavailable, WrongConfiguration.
 */
export async function openWatches(
  flags: PlaceFlags,
  terminal: Terminal,
): Promise<{ watches: Watches; close: () => Promise<void> }> {
  const { env, clock, interrupted: signal } = terminal;
  const { api, key, machine } = placeOf(flags, env);
  if (machine !== undefined) {
    const { openAwsWatches } = await import('./aws-watches.ts');
    return openAwsWatches({
      ...{ machine, clock, signal },
      accounts: (await findConfiguration(flags.config, terminal)).accounts,
    });
  }
  if (api === undefined) throw new UsageError(whichPlace);
  const proxy = proxyOf(env);
  const { send, close } = makeSendHttp({ addresses: 'any', signal, proxy });
  const secret = await makeLocalSecrets(env, clock.now)(key);
  return { watches: makeWatchesOverHttp({ url: api, key: secret, send, clock, signal }), close };
}

const whichPlace =
  'Missing a place: give --api URL (or JOBWATCH_API_URL) for an API of jobwatch, or --machine ARN (or JOBWATCH_MACHINE_ARN) for a deployed stack.';

/** Returns the place that flags or, without them, the environment name. Throws UsageError. */
export function placeOf(flags: PlaceFlags, env: Terminal['env']): z.infer<typeof Place> {
  const { api, machine, key } = flags;
  const given =
    (api ?? machine)
      ? { api, machine }
      : { api: env['JOBWATCH_API_URL'] || undefined, machine: env['JOBWATCH_MACHINE_ARN'] || undefined };
  const place = parseFlags(Place, { ...given, key }, flagOf);
  if (place.api === undefined || place.machine === undefined) return place;
  throw new UsageError('Two places are given, an API and a machine: name one with --api or --machine.');
}
