import * as z from 'zod';
import { exitCodes } from '../exit-codes.ts';
import { parseFlags } from '../parse-flags.ts';
import { machineArn } from '../remote/machine-arn.ts';
import { orUnavailable } from '../remote/or-unavailable.ts';
import type { Terminal } from '../terminal.ts';

const Stack = z.strictObject({
  queue: z.string(),
  machine: machineArn('the ARN of send-notification, the output SendNotificationMachineArn of the stack'),
});

/**
 * Has the dead letters of a deployed stack sent again, and says what became of them; the AWS clients are loaded only for it.
 * Throws UsageError, WatchesUnavailable.
 */
export async function redriveQueue(
  asked: { queue: string; machine: string },
  terminal: Pick<Terminal, 'out' | 'interrupted' | 'clock'>,
): Promise<number> {
  const stack = parseFlags(Stack, asked, { machine: '--machine' });
  const { redriveNotifications } = await import('../../aws/redrive-notifications.ts');
  const { started, unreadable } = await orUnavailable(
    redriveNotifications({ ...stack, startedAt: terminal.clock.now() }, terminal.interrupted),
  );
  terminal.out(
    `${started} ${started === 1 ? 'notification is' : 'notifications are'} being sent again to those who have not got them` +
      `${unreadable === 0 ? '' : `; ${unreadable} messages are no dead letters and stay in the queue`}.\n`,
  );
  return unreadable === 0 ? exitCodes.succeeded : exitCodes.failed;
}
