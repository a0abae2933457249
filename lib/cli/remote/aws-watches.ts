import { SFNClient } from '@aws-sdk/client-sfn';
import { clientOptions } from '../../aws/client-options.ts';
import { makeAwsWatches } from '../../aws/watches.ts';
import type { Account } from '../../watch/account.ts';
import type { Clock } from '../../watch/clock.ts';
import { WatchesUnavailable } from '../../watch/errors.ts';
import type { Watches } from '../../watch/watches.ts';

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

async function orUnavailable<Answer>(asked: Promise<Answer>): Promise<Answer> {
  try {
    return await asked;
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    const hint =
      name === 'CredentialsProviderError' || name === 'TokenProviderError'
        ? ' AWS credentials are taken as the AWS command line takes them: AWS_PROFILE, AWS_ACCESS_KEY_ID …'
        : '';
    throw new WatchesUnavailable(`AWS cannot be asked (${name}): ${message}${hint}`, { cause: error });
  }
}
