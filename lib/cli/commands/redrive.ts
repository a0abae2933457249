import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Configuration } from '../../config/configuration.ts';
import {
  type NewerDeadLetter,
  readDeadLetters,
  type SavedDeadLetter,
  stateFolder,
} from '../../local/dead-letters.ts';
import type { LocalSteps } from '../../local/steps.ts';
import { storeVersion } from '../../local/store-version.ts';
import type { DeliverInput, DeliverOutput } from '../../workflow/contracts.ts';
import { deadLetterKeeper } from '../dead-letter-keeper.ts';
import { exitCodes } from '../exit-codes.ts';
import { makeLocalSecrets } from '../local-secrets.ts';
import { openLocalStore } from '../local-store.ts';
import { wireLocal } from '../local-wiring.ts';
import { findConfiguration } from '../read-files.ts';
import { deliverySentence } from '../report/sentences.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { redriveQueue } from './redrive-queue.ts';

/** The flags of `jobwatch redrive`. */
export interface RedriveFlags {
  config?: string | undefined;
  queue?: string | undefined;
  machine?: string | undefined;
}

/**
 * `jobwatch redrive`: sends the dead letters of this local run again, each once, or has those of a deployed stack sent again. What
 * was delivered is deleted, the rest stays; so do letters of a later release (exit code 1). Throws UsageError, NewerStore,
 * WrongConfiguration, WatchesUnavailable.
 */
export async function redriveCommand(flags: RedriveFlags, terminal: Terminal): Promise<number> {
  const { queue, machine } = flags;
  if (queue !== undefined && machine !== undefined) return redriveQueue({ queue, machine }, terminal);
  if (queue !== undefined || machine !== undefined) {
    throw new UsageError(
      '--queue and --machine go together: NotificationDeadLetterQueueUrl and SendNotificationMachineArn of the outputs of the stack',
    );
  }
  return redriveFolder(join(stateFolder(terminal.env, terminal.home), 'dead-letters'), flags, terminal);
}

async function redriveFolder(folder: string, flags: RedriveFlags, terminal: Terminal): Promise<number> {
  const { deadLetters, newer, unreadable } = await readDeadLetters(folder).catch(cannotRead(folder));
  for (const path of unreadable) terminal.err(`jobwatch: ${path} is no dead letter; it stays.\n`);
  for (const path of newer) terminal.err(`jobwatch: ${newerThanThis(path)} It stays.\n`);
  const left = newer.length === 0 ? exitCodes.succeeded : exitCodes.failed;
  if (deadLetters.length === 0) {
    if (newer.length === 0) terminal.out(`There are no dead letters in ${folder}.\n`);
    return left;
  }
  const configuration = await findConfiguration(flags.config, terminal);
  return Math.max(left, await redriveDeadLetters(deadLetters, configuration, terminal));
}

const cannotRead =
  (folder: string) =>
  (error: NodeJS.ErrnoException): never => {
    throw new UsageError(
      `${folder} cannot be read (${error.code}); expected a folder below ~/.local/state or XDG_STATE_HOME.`,
      { cause: error },
    );
  };

const newerThanThis = ({ path, version }: NewerDeadLetter): string =>
  `${path} was written by a later release: expected store version ${storeVersion} or lower, found ${version}. ` +
  'Run "jobwatch redrive" of that release or a later one.';

async function redriveDeadLetters(
  deadLetters: readonly SavedDeadLetter[],
  configuration: Configuration,
  terminal: Terminal,
): Promise<number> {
  const { env, clock } = terminal;
  const store = await openLocalStore(terminal);
  const { steps, close } = wireLocal({
    ...{ configuration, accounts: configuration.accounts, clock, env, store },
    resolveSecret: makeLocalSecrets(env, clock.now),
    keepDeadLetter: deadLetterKeeper(terminal),
    signal: terminal.interrupted,
  });
  try {
    let left = 0;
    for (const kept of deadLetters) if (!(await redriveOne(kept, steps, terminal))) left += 1;
    terminal.out(`${deadLetters.length - left} of ${deadLetters.length} dead letters delivered.\n`);
    return left === 0 ? exitCodes.succeeded : exitCodes.failed;
  } finally {
    await close();
    store.close();
  }
}

/** Whether everything of a letter was delivered; its file is then deleted. */
async function redriveOne(
  { path, deadLetter }: SavedDeadLetter,
  steps: LocalSteps,
  terminal: Terminal,
): Promise<boolean> {
  const { notification, attempt } = deadLetter;
  const { deliveries } = await steps.planNotification({ notification, again: attempt?.delivery });
  const results = await Promise.all(
    deliveries.map((delivery) => attemptOnce({ notification, delivery }, steps, terminal)),
  );
  for (const { delivery, result } of results) {
    terminal.out(`${notification.id.slice(0, 12)}  ${deliverySentence(delivery, result)}\n`);
  }
  const isDone = results.every(({ result }) => result.kind === 'delivered');
  // Another command may have sent it at the same time, and deleted it.
  if (isDone) await rm(path, { force: true });
  return isDone;
}

/** Makes one attempt; while somebody else is bringing the same there, that is waited for. */
async function attemptOnce(
  input: DeliverInput,
  steps: LocalSteps,
  { clock, interrupted }: Terminal,
): Promise<DeliverOutput> {
  for (;;) {
    const output = await steps.deliverNotification(input);
    const { delivery, result } = output;
    const isMade = result.kind !== 'wait' || delivery.attempts > input.delivery.attempts;
    if (isMade || interrupted.aborted) return output;
    await clock.sleep(result.seconds, interrupted);
  }
}
