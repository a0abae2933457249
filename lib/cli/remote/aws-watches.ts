import { SFNClient } from '@aws-sdk/client-sfn';
import { clientOptions } from '../../aws/client-options.ts';
import { makeAwsWatches } from '../../aws/watches.ts';
import type { Account } from '../../watch/account.ts';
import type { Clock } from '../../watch/clock.ts';
import type { Watches } from '../../watch/watches.ts';
import { orUnavailable } from './or-unavailable.ts';

/** The watches of a deployed stack, asked for with the AWS credentials of this desk. Its functions throw WatchesUnavailable. */
export function openAwsWatches({
  machine,
  accounts,
  clock,
}: {
  machine: string;
  accounts: readonly Account[];
  clock: Clock;
}): { watches: Watches; close: () => Promise<void> } {
  const region = machine.split(':')[3] ?? '';
  const client = new SFNClient({ ...clientOptions, region });
  const watches = makeAwsWatches({ client, machineArn: machine, accounts, now: clock.now });
  return {
    watches: {
      startWatch: (asked) => orUnavailable(watches.startWatch(asked)),
      getWatch: (id) => orUnavailable(watches.getWatch(id)),
      listWatches: (question) => orUnavailable(watches.listWatches(question)),
      stopWatch: (stop) => orUnavailable(watches.stopWatch(stop)),
    },
    close: async () => client.destroy(),
  };
}
