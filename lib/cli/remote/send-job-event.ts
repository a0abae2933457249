import { putJobCreated } from '../../aws/job-created-event.ts';
import { askMachine } from '../../aws/rehearsing-machine.ts';
import { WatchesUnavailable } from '../../watch/errors.ts';
import type { WatchRequest } from '../../workflow/watch-request.ts';
import { UsageError } from '../usage-error.ts';
import { orUnavailable } from './aws.ts';

/**
 * Sends a job-created event to the bus of a stack and returns its id. Checks the machine first; otherwise a
 * wrong ARN would only show in a watch that never starts. Throws UsageError, WatchesUnavailable.
 */
export async function sendJobEvent(
  request: WatchRequest,
  { machine, bus }: { machine: string; bus: string },
): Promise<string> {
  const region = machine.split(':')[3] ?? '';
  const expected = 'expected the output WatchJobMachineArn of the stack';
  switch (await orUnavailable(askMachine(machine, region))) {
    case 'no_machine':
      throw new UsageError(
        `--machine: no state machine ${machine}; ${expected}. Check its stage, region and account.`,
      );
    case 'another_machine':
      throw new UsageError(`--machine: ${machine} is another state machine; ${expected}.`);
    case 'older':
      throw new WatchesUnavailable(
        `the stack of ${machine} has an older version without the account "rehearsal"; deploy this version first.`,
      );
    case 'knows_rehearsals':
  }
  const answer = await orUnavailable(putJobCreated(request, { bus, region }));
  switch (answer.kind) {
    case 'taken':
      return answer.id;
    case 'no_bus':
      throw new UsageError(
        `--event-bus: no event bus "${bus}" in ${region} in the account of these credentials.`,
      );
    case 'refused':
      throw new WatchesUnavailable(`the event bus "${bus}" refused the event (${answer.why}).`);
  }
}
