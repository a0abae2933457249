import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Configuration } from '../../config/configuration.ts';
import { stateFolder } from '../../local/context.ts';
import {
  makeSaveDeadLetter,
  type NewerDeadLetter,
  readDeadLetters,
  type SavedDeadLetter,
} from '../../local/dead-letters.ts';
import { openLocalStore } from '../../local/open-store.ts';
import { makeLocalSecrets } from '../../local/secrets.ts';
import type { LocalSteps } from '../../local/steps.ts';
import { storeVersion } from '../../local/store-version.ts';
import { wireLocal } from '../../local/wiring.ts';
import type { DeliverInput, DeliverOutput } from '../../workflow/contracts.ts';
import type { DefineCommand } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { parseFlags } from '../parse-flags.ts';
import { findConfiguration } from '../read-files.ts';
import { machineArn, orUnavailable } from '../remote/aws.ts';
import { deliverySentence } from '../report/sentences.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

const help = `
Exit codes: 0 all sent again, 1 some are left (also those of a later release), 2 wrong usage
or configuration, 4 the service is unavailable.

Examples:
  jobwatch redrive
  jobwatch redrive --queue https://sqs.… --machine arn:aws:states:…
`;

/** `jobwatch redrive`. */
export const defineRedrive: DefineCommand = (command, { terminal, done }) =>
  command
    .option('--config <file>', 'the configuration (default: jobwatch.yaml)')
    .option('--queue <url>', 'the dead-letter queue of a stack: its output NotificationDeadLetterQueueUrl')
    .option(
      '--machine <arn>',
      'the send-notification machine of a stack: its output SendNotificationMachineArn',
    )
    .addHelpText('after', help)
    .action(async (flags: RedriveFlags) => done(await redrive(flags, terminal)));

interface RedriveFlags {
  config?: string | undefined;
  queue?: string | undefined;
  machine?: string | undefined;
}

/**
 * Sends each local dead letter once more, or starts the redrive of a deployed stack. Deletes what was
 * delivered and leaves the rest, including dead letters of a later release. Throws UsageError, NewerStore,
 * WrongConfiguration, WatchesUnavailable.
 */
async function redrive(flags: RedriveFlags, terminal: Terminal): Promise<number> {
  const { queue, machine } = flags;
  if (queue !== undefined && machine !== undefined) return redriveQueue({ queue, machine }, terminal);
  if (queue !== undefined || machine !== undefined) {
    throw new UsageError(
      '--queue and --machine go together: NotificationDeadLetterQueueUrl and SendNotificationMachineArn of the outputs of the stack',
    );
  }
  return redriveFolder(join(stateFolder(terminal), 'dead-letters'), flags, terminal);
}

async function redriveFolder(folder: string, flags: RedriveFlags, terminal: Terminal): Promise<number> {
  const { deadLetters, newer, unreadable } = await readDeadLetters(folder).catch(cannotRead(folder));
  for (const path of unreadable) terminal.err(`jobwatch: ${path} is not a dead letter and stays.\n`);
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
      `cannot read ${folder} (${error.code}); expected a folder below ~/.local/state or XDG_STATE_HOME.`,
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
    configuration,
    accounts: configuration.accounts,
    clock,
    env,
    store,
    resolveSecret: makeLocalSecrets(env, clock.now),
    saveDeadLetter: makeSaveDeadLetter(terminal),
    signal: terminal.interrupted,
  });
  try {
    let left = 0;
    for (const saved of deadLetters) if (!(await redriveOne(saved, steps, terminal))) left += 1;
    terminal.out(`${deadLetters.length - left} of ${deadLetters.length} dead letters delivered.\n`);
    return left === 0 ? exitCodes.succeeded : exitCodes.failed;
  } finally {
    await close();
    store.close();
  }
}

/** Sends one dead letter. Deletes its file and returns true if everything of it was delivered. */
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
  // Another command may have sent it at the same time and deleted the file.
  if (isDone) await rm(path, { force: true });
  return isDone;
}

/** Makes one attempt. While another process delivers the same notification there, waits for it first. */
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

const Stack = z.strictObject({
  queue: z.string(),
  machine: machineArn('the ARN of send-notification, the output SendNotificationMachineArn of the stack'),
});

/** Redrives the dead-letter queue of a stack and prints the result. Throws UsageError, WatchesUnavailable. */
async function redriveQueue(
  asked: { queue: string; machine: string },
  { out, clock, interrupted }: Terminal,
): Promise<number> {
  const stack = parseFlags(Stack, asked, { machine: '--machine' });
  const { redriveNotifications } = await import('../../aws/redrive-notifications.ts');
  const { started, unreadable } = await orUnavailable(
    redriveNotifications({ ...stack, startedAt: clock.now() }, interrupted),
  );
  const left = unreadable === 0 ? '' : `; ${unreadable} messages are not dead letters and stay in the queue`;
  const notifications = started === 1 ? 'notification is' : 'notifications are';
  out(`${started} ${notifications} being sent again to destinations that do not have them${left}.\n`);
  return unreadable === 0 ? exitCodes.succeeded : exitCodes.failed;
}
