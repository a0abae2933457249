import { makeLocalDelivery } from '../../local/attempt-delivery.ts';
import { makeLocalSecrets } from '../../local/secrets.ts';
import type { ChannelAnswer } from '../../notification/delivery.ts';
import { testNotification } from '../../notification/sample-notification.ts';
import type { DefineCommand } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { findConfiguration } from '../read-files.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

const help = `
Exit codes: 0 all delivered, 1 not all delivered, 2 wrong usage or configuration.

Examples:
  jobwatch test-notification dr-team
  jobwatch test-notification dr-team ticket-system --config production.yaml
`;

/** `jobwatch test-notification`. */
export const defineTestNotification: DefineCommand = (command, { terminal, done }) =>
  command
    .argument('<id...>', 'ids of destinations of the configuration')
    .option('--config <file>', 'the configuration (default: jobwatch.yaml)')
    .addHelpText('after', help)
    .action(async (destinations: string[], flags: TestNotificationFlags) =>
      done(await sendTest(destinations, flags, terminal)),
    );

interface TestNotificationFlags {
  config?: string | undefined;
}

/**
 * Sends a notification that says it is a test, and prints each answer. Throws UsageError, WrongConfiguration.
 */
async function sendTest(
  destinations: readonly string[],
  flags: TestNotificationFlags,
  terminal: Terminal,
): Promise<number> {
  const configuration = await findConfiguration(flags.config, terminal);
  const known = configuration.destinations.map(({ id }) => id);
  const unknown = destinations.find((id) => !known.includes(id));
  if (unknown !== undefined) {
    throw new UsageError(`no destination "${unknown}"; configured: ${known.join(', ') || 'none'}`);
  }
  const { env, clock, interrupted: signal } = terminal;
  const resolveSecret = makeLocalSecrets(env, clock.now);
  const delivery = makeLocalDelivery({ configuration, resolveSecret, clock, env, signal });
  const notification = testNotification(clock.now());
  try {
    const answers = await Promise.all(
      destinations.map(async (destination) => {
        const { answer } = await delivery.attemptDelivery({ notification, destination });
        terminal.out(`${destination}: ${sentenceOf(answer)}\n`);
        return answer;
      }),
    );
    return answers.every(({ kind }) => kind === 'delivered') ? exitCodes.succeeded : exitCodes.failed;
  } finally {
    await delivery.close();
  }
}

function sentenceOf(answer: ChannelAnswer): string {
  switch (answer.kind) {
    case 'delivered':
      return 'delivered';
    case 'throttled':
    case 'try_again':
    case 'message_gone':
      return `not delivered now: ${answer.why}`;
    case 'gone':
      return `the destination is gone: ${answer.why}`;
    case 'refused':
      return `refused: ${answer.why}`;
  }
}
