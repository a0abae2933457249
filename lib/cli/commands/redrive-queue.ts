import { exitCodes } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';

/** Has the dead letters of a deployed stack sent again, and says what became of them; the AWS clients are loaded only for it. */
export async function redriveQueue(
  stack: { queue: string; machine: string },
  terminal: Pick<Terminal, 'out' | 'interrupted' | 'clock'>,
): Promise<number> {
  const { redriveNotices } = await import('../../aws/redrive-notices.ts');
  const { started, unreadable } = await redriveNotices(
    { ...stack, startedAt: terminal.clock.now() },
    terminal.interrupted,
  );
  terminal.out(
    `${started} ${started === 1 ? 'notice is' : 'notices are'} being sent again to those who have not got them` +
      `${unreadable === 0 ? '' : `; ${unreadable} messages are no dead letters and stay in the queue`}.\n`,
  );
  return unreadable === 0 ? exitCodes.succeeded : exitCodes.failed;
}
