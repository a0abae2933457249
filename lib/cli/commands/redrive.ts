import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Configuration } from '../../config/configuration.ts';
import { type KeptLetter, type NewerLetter, readDeadLetters, stateFolder } from '../../desk/dead-letters.ts';
import type { DeskSteps } from '../../desk/steps.ts';
import { storeVersion } from '../../desk/store-version.ts';
import type { DeliverInput, DeliverOutput } from '../../workflow/contracts.ts';
import { openDeskRecords } from '../desk-records.ts';
import { makeDeskSecrets } from '../desk-secrets.ts';
import { wireDesk } from '../desk-wiring.ts';
import { exitCodes } from '../exit-codes.ts';
import { letterKeeper } from '../letter-keeper.ts';
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
 * `jobwatch redrive`: sends the dead letters of this desk again, each once, or has those of a deployed stack sent again. What
 * was delivered is deleted, the rest stays; so do letters of a later release (exit code 1). Throws UsageError, NewerStore,
 * WrongConfiguration, WatchesUnavailable.
 */
export async function redriveCommand(flags: RedriveFlags, terminal: Terminal): Promise<number> {
  const { queue, machine } = flags;
  if (queue !== undefined && machine !== undefined) return redriveQueue({ queue, machine }, terminal);
  if (queue !== undefined || machine !== undefined) {
    throw new UsageError(
      '--queue and --machine go together: NoticeDeadLetterQueueUrl and SendNoticeMachineArn of the outputs of the stack',
    );
  }
  return redriveFolder(join(stateFolder(terminal.env, terminal.home), 'dead-letters'), flags, terminal);
}

async function redriveFolder(folder: string, flags: RedriveFlags, terminal: Terminal): Promise<number> {
  const { letters, newer, unreadable } = await readDeadLetters(folder).catch(cannotRead(folder));
  for (const path of unreadable) terminal.err(`jobwatch: ${path} is no dead letter; it stays.\n`);
  for (const path of newer) terminal.err(`jobwatch: ${newerThanThis(path)} It stays.\n`);
  const left = newer.length === 0 ? exitCodes.succeeded : exitCodes.failed;
  if (letters.length === 0) {
    if (newer.length === 0) terminal.out(`There are no dead letters in ${folder}.\n`);
    return left;
  }
  const configuration = await findConfiguration(flags.config, terminal);
  return Math.max(left, await redriveLetters(letters, configuration, terminal));
}

const cannotRead =
  (folder: string) =>
  (error: NodeJS.ErrnoException): never => {
    throw new UsageError(
      `${folder} cannot be read (${error.code}); expected a folder below ~/.local/state or XDG_STATE_HOME.`,
      { cause: error },
    );
  };

const newerThanThis = ({ path, version }: NewerLetter): string =>
  `${path} was written by a later release: expected store version ${storeVersion} or lower, found ${version}. ` +
  'Run "jobwatch redrive" of that release or a later one.';

async function redriveLetters(
  letters: readonly KeptLetter[],
  configuration: Configuration,
  terminal: Terminal,
): Promise<number> {
  const { env, clock } = terminal;
  const records = await openDeskRecords(terminal);
  const { steps, close } = wireDesk({
    ...{ configuration, accounts: configuration.accounts, clock, env, records },
    resolveSecret: makeDeskSecrets(env, clock.now),
    keepDeadLetter: letterKeeper(terminal),
    signal: terminal.interrupted,
  });
  try {
    let left = 0;
    for (const kept of letters) if (!(await redriveOne(kept, steps, terminal))) left += 1;
    terminal.out(`${letters.length - left} of ${letters.length} dead letters delivered.\n`);
    return left === 0 ? exitCodes.succeeded : exitCodes.failed;
  } finally {
    await close();
    records.close();
  }
}

/** Whether everything of a letter was delivered; its file is then deleted. */
async function redriveOne(
  { path, letter }: KeptLetter,
  steps: DeskSteps,
  terminal: Terminal,
): Promise<boolean> {
  const { notice, attempt } = letter;
  const { deliveries } = await steps.planNotice({ notice, again: attempt?.delivery });
  const results = await Promise.all(
    deliveries.map((delivery) => attemptOnce({ notice, delivery }, steps, terminal)),
  );
  for (const { delivery, result } of results) {
    terminal.out(`${notice.id.slice(0, 12)}  ${deliverySentence(delivery, result)}\n`);
  }
  const isDone = results.every(({ result }) => result.kind === 'delivered');
  // Another command may have sent it at the same time, and deleted it.
  if (isDone) await rm(path, { force: true });
  return isDone;
}

/** Makes one attempt; while somebody else is bringing the same there, that is waited for. */
async function attemptOnce(
  input: DeliverInput,
  steps: DeskSteps,
  { clock, interrupted }: Terminal,
): Promise<DeliverOutput> {
  for (;;) {
    const output = await steps.deliverNotice(input);
    const { delivery, result } = output;
    const isMade = result.kind !== 'wait' || delivery.attempts > input.delivery.attempts;
    if (isMade || interrupted.aborted) return output;
    await clock.sleep(result.seconds, interrupted);
  }
}
