import {
  DescribeStateMachineCommand,
  InvalidArn,
  SFNClient,
  StateMachineDoesNotExist,
} from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { parseJson } from '../job/json-value.ts';
import { clientOptions } from './client-options.ts';

/** What a state machine is to a rehearsal. */
export type MachineAnswer = 'knows_rehearsals' | 'older' | 'another_machine' | 'no_machine';

/** The comment of watch-job names the account `rehearsal` since its functions know it. */
const WatchJob = z.object({ Comment: z.string().default(''), States: z.object({ PollJob: z.unknown() }) });

/**
 * Asks whether a machine is a watch-job whose stack knows rehearsals. Throws what the Step Functions client
 * throws.
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

/** Reads from a definition, as JSON, what the machine is. */
export function kindOfMachine(definition: string): MachineAnswer {
  const machine = WatchJob.safeParse(parseJson(definition)).data;
  if (machine?.States.PollJob === undefined) return 'another_machine';
  return machine.Comment.includes('account rehearsal') ? 'knows_rehearsals' : 'older';
}
