import type { ChannelAnswer } from '../../notice/delivery.ts';
import { testNotice } from '../../notice/sample-notice.ts';
import { makeDeskDelivery } from '../desk-delivery.ts';
import { makeDeskSecrets } from '../desk-secrets.ts';
import { exitCodes } from '../exit-codes.ts';
import { findConfiguration } from '../read-files.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

/** `jobwatch test-notice DESTINATION…`: sends a marked test message and says what the channel answered. Throws UsageError, WrongConfiguration. */
export async function testNoticeCommand(
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
  const delivery = makeDeskDelivery({
    ...{ env, clock, signal, configuration },
    resolveSecret: makeDeskSecrets(env, clock.now),
  });
  const notice = testNotice(clock.now());
  try {
    const answers = await Promise.all(
      destinations.map(async (destination) => {
        const { answer } = await delivery.attemptDelivery({ notice, destination });
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
