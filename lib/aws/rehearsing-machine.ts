import {
  DescribeStateMachineCommand,
  InvalidArn,
  SFNClient,
  StateMachineDoesNotExist,
} from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { parseJson } from '../job/json-value.ts';
import { clientOptions } from './client-options.ts';

/** Whether a state machine can rehearse, or why not. */
export type MachineAnswer = 'knows_rehearsals' | 'older' | 'another_machine' | 'no_machine';

/** The Comment of watch-job mentions the account `rehearsal` in every version whose functions support it. */
const WatchJob = z.object({ Comment: z.string().default(''), States: z.object({ PollJob: z.unknown() }) });

/**
 * Returns whether a machine is the watch-job of a stack that supports rehearsals. Throws the errors of the
 * Step Functions client.
 */
export async function askMachine(stateMachineArn: string, region: string): Promise<MachineAnswer> {
  const client = new SFNClient({ ...clientOptions, region });
  try {
    const { definition = '' } = await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
    return kindOfMachine(definition);
  } catch (error) {
    if (error instanceof StateMachineDoesNotExist || error instanceof InvalidArn) return 'no_machine';
    throw error;
  } finally {
    client.destroy();
  }
}

/** Classifies a machine by its definition, which is JSON. */
export function kindOfMachine(definition: string): MachineAnswer {
  const machine = WatchJob.safeParse(parseJson(definition)).data;
  if (machine?.States.PollJob === undefined) return 'another_machine';
  return machine.Comment.includes('account rehearsal') ? 'knows_rehearsals' : 'older';
}
