import { SFNClient } from '@aws-sdk/client-sfn';
import { clientOptions } from '../../aws/client-options.ts';
import { makeAwsWatches } from '../../aws/watches.ts';
import type { Account } from '../../watch/account.ts';
import type { Clock } from '../../watch/ports/clock.ts';
import type { Watches } from '../../watch/watches.ts';
import { whenInterrupted } from '../terminal.ts';
import { orUnavailable } from './aws.ts';

/**
 * Opens the watches of a deployed stack with the AWS credentials of this machine. All functions throw
 * WatchesUnavailable, also on an interruption.
 */
export function openAwsWatches({
  machine,
  accounts,
  clock,
  signal,
}: {
  machine: string;
  accounts: readonly Account[];
  clock: Clock;
  signal: AbortSignal;
}): { watches: Watches; close: () => Promise<void> } {
  const region = machine.split(':')[3] ?? '';
  const client = new SFNClient({ ...clientOptions, region });
  const watches = makeAwsWatches({ client, machineArn: machine, accounts, now: clock.now });
  const interruption = new Promise<never>((_, reject) =>
    whenInterrupted(signal, () => reject(new Error('interrupted'))),
  );
  interruption.catch(() => {});
  const ask = <Answer>(asked: Promise<Answer>) => orUnavailable(Promise.race([interruption, asked]));
  return {
    watches: {
      startWatch: (asked) => ask(watches.startWatch(asked)),
      getWatch: (id) => ask(watches.getWatch(id)),
      listWatches: (question) => ask(watches.listWatches(question)),
      stopWatch: (stop) => ask(watches.stopWatch(stop)),
    },
    close: async () => client.destroy(),
  };
}
