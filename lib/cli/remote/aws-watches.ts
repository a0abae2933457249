import { SFNClient } from '@aws-sdk/client-sfn';
import { clientOptions } from '../../aws/client-options.ts';
import { makeAwsWatches } from '../../aws/watches.ts';
import type { Account } from '../../watch/account.ts';
import type { Clock } from '../../watch/clock.ts';
import { WatchesUnavailable } from '../../watch/errors.ts';
import type { Watches } from '../../watch/watches.ts';
import { whenInterrupted } from '../when-interrupted.ts';

/**
 * The watches of a deployed stack, asked for with the AWS credentials of this desk. Its functions throw WatchesUnavailable,
 * also when they are interrupted.
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
