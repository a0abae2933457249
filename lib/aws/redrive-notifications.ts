import { createHash } from 'node:crypto';
import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import {
  DeleteMessageCommand,
  type Message,
  MessageSystemAttributeName,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { jsonBytes } from '../job/cut-text.ts';
import { parseJson } from '../job/json-value.ts';
import { DeadLetter, type PlanInput, planInput } from '../workflow/contracts.ts';
import { clientOptions } from './client-options.ts';

/** The numbers of dead letters that were redriven, and of messages that are not dead letters. */
export interface Redriven {
  started: number;
  unreadable: number;
}

/**
 * Starts send-notification again for every dead letter of a queue: for the delivery that was given up, or for
 * all deliveries of a notification that could not be planned. Leaves messages that were sent after
 * `startedAt` (milliseconds since 1970). Deletes a dead letter when its execution has started. Leaves
 * messages that are not dead letters. Throws the errors of the AWS clients.
 */
export async function redriveNotifications(
  { queue, machine, startedAt }: { queue: string; machine: string; startedAt: number },
  interrupted: AbortSignal,
  { sqs, sfn } = clientsFor(machine),
): Promise<Redriven> {
  const known = new Set<string | undefined>();
  const redriven = { started: 0, unreadable: 0 };
  const redriveOne = async (message: Message): Promise<void> => {
    known.add(message.MessageId);
    const deadLetter = deadLetterIn(message);
    if (deadLetter === undefined) {
      redriven.unreadable += 1;
      return;
    }
    await startAgain(sfn, { machine, message, deadLetter });
    await sqs.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle: message.ReceiptHandle }));
    redriven.started += 1;
  };
  // A notification that fails immediately becomes a new dead letter. Newer ones are left, or this would loop.
  const isOld = ({ MessageId, Attributes }: Message): boolean =>
    !known.has(MessageId) && Number(Attributes?.SentTimestamp ?? 0) <= startedAt;
  while (!interrupted.aborted) {
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queue, ...batch }),
    );
    const old = messages.filter(isOld);
    if (old.length === 0) break;
    for (const message of old) await redriveOne(message);
  }
  return redriven;
}

/** Makes clients for the region of a machine. Its queue is in the same region. */
function clientsFor(machine: string): { sqs: SQSClient; sfn: SFNClient } {
  const options = { ...clientOptions, region: machine.split(':')[3] ?? '' };
  return { sqs: new SQSClient(options), sfn: new SFNClient(options) };
}

/**
 * The largest input of an execution (docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html). A
 * queue accepts larger messages.
 */
const maxInputBytes = 262_144;

/**
 * Returns the dead letter in a message. A message that is too large for an execution is not from our
 * machines.
 */
function deadLetterIn({ Body: body = '' }: Message): DeadLetter | undefined {
  const deadLetter = DeadLetter.safeParse(parseJson(body)).data;
  return deadLetter !== undefined && jsonBytes(inputOf(deadLetter)) <= maxInputBytes ? deadLetter : undefined;
}

const inputOf = ({ notification, attempt }: DeadLetter): PlanInput =>
  planInput({ notification, ...(attempt && { again: attempt.delivery }) });

/** A message that is left becomes visible again after a minute. */
const batch = {
  MaxNumberOfMessages: 10,
  VisibilityTimeout: 60,
  WaitTimeSeconds: 1,
  MessageSystemAttributeNames: [MessageSystemAttributeName.SentTimestamp],
};

/** Names the execution by the message, so that a message that is received twice starts one execution. */
async function startAgain(
  sfn: SFNClient,
  { machine, message, deadLetter }: { machine: string; message: Message; deadLetter: DeadLetter },
): Promise<void> {
  const hash = createHash('sha256')
    .update(message.MessageId ?? '')
    .digest('hex')
    .slice(0, 12);
  try {
    await sfn.send(
      new StartExecutionCommand({
        stateMachineArn: machine,
        name: `${deadLetter.notification.id}-again-${hash}`,
        input: JSON.stringify(inputOf(deadLetter)),
      }),
    );
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
}
