import type { ChannelAnswer } from '../../notification/delivery.ts';
import { testNotification } from '../../notification/sample-notification.ts';
import { exitCodes } from '../exit-codes.ts';
import { makeLocalDelivery } from '../local-delivery.ts';
import { makeLocalSecrets } from '../local-secrets.ts';
import { findConfiguration } from '../read-files.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

/** `jobwatch test-notification DESTINATION…`: sends a marked test message and says what the channel answered. Throws UsageError, WrongConfiguration. */
export async function testNotificationCommand(
  destinations: readonly string[],
  flags: { config?: string | undefined },
  terminal: Terminal,
): Promise<number> {
  const configuration = await findConfiguration(flags.config, terminal);
  const known = configuration.destinations.map(({ id }) => id);
  const unknown = destinations.find((id) => !known.includes(id));
  if (unknown !== undefined) {
    throw new UsageError(`no destination "${unknown}"; configured: ${known.join(', ') || 'none'}`);
  }
  const { env, clock, interrupted: signal } = terminal;
  const delivery = makeLocalDelivery({
    ...{ env, clock, signal, configuration },
    resolveSecret: makeLocalSecrets(env, clock.now),
  });
  const notification = testNotification(clock.now());
  try {
    const answers = await Promise.all(
      destinations.map(async (destination) => {
        const { answer } = await delivery.attemptDelivery({ notification, destination });
        terminal.out(`${destination}: ${inWords(answer)}\n`);
        return answer;
      }),
    );
    return answers.every(({ kind }) => kind === 'delivered') ? exitCodes.succeeded : exitCodes.failed;
  } finally {
    await delivery.close();
  }
}

function inWords(answer: ChannelAnswer): string {
  switch (answer.kind) {
    case 'delivered':
      return 'delivered';
    case 'throttled':
    case 'try_again':
    case 'message_gone':
      return `not now: ${answer.why}`;
    case 'gone':
      return `gone: ${answer.why}`;
    case 'refused':
      return `refused: ${answer.why}`;
  }
}
