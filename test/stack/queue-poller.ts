import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { Lambda } from './lambda.ts';

/** An event source mapping, as its template has it. */
export interface Mapping {
  queueArn: string;
  queueUrl: string;
  functionName: string;
  batchSize: number;
  /** How many batches are under way at once. */
  maximumConcurrency: number;
  reportsFailures: boolean;
}

const BatchAnswer = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) });

/**
 * AWS: Lambda polls the queue, invokes the function with up to `batchSize` messages, and deletes them, but
 * for those that batchItemFailures names. What was not deleted, because the function failed or was throttled,
 * is received again after the visibility timeout of the queue, until maxReceiveCount sends it to the
 * dead-letter queue.
 */
export function startPoller(mapping: Mapping, { sqs, lambda }: { sqs: SQSClient; lambda: Lambda }) {
  let isOver = false;
  /** Receives while the mapping is disabled wait for this. */
  let enabled = Promise.resolve();
  const receiving = new Set<Promise<Message[]>>();

  const receive = async (): Promise<Message[]> => {
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: mapping.queueUrl,
        MaxNumberOfMessages: Math.min(10, mapping.batchSize),
        WaitTimeSeconds: 20,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    );
    return messages;
  };

  const poll = async (): Promise<void> => {
    while (!isOver) {
      await enabled;
      const received = receive();
      receiving.add(received);
      const messages = await received.finally(() => receiving.delete(received));
      if (messages.length > 0) await handOver(messages);
    }
  };

  /**
   * Sends messages while the mapping is disabled (as UpdateEventSourceMapping does it), and hands over what
   * then lies in the queue as one batch.
   */
  const handOverTogether = async (send: () => Promise<unknown>): Promise<void> => {
    let enable = (): void => {};
    enabled = new Promise((resolve) => {
      enable = resolve;
    });
    try {
      await Promise.all(receiving);
      await send();
      await handOver(await receive());
    } finally {
      enable();
    }
  };

  const handOver = async (messages: Message[]): Promise<void> => {
    const event = { Records: messages.map((message) => recordOf(message, mapping.queueArn)) };
    const answer = await lambda.invoke(mapping.functionName, JSON.stringify(event));
    if (answer.kind !== 'answer') return;
    const reported = mapping.reportsFailures ? BatchAnswer.parse(JSON.parse(answer.payload)) : undefined;
    const failed = new Set(reported?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const done = messages.filter(({ MessageId }) => !failed.has(MessageId ?? ''));
    if (done.length === 0) return;
    await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: mapping.queueUrl,
        Entries: done.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
      }),
    );
  };

  const pollers = Array.from({ length: mapping.maximumConcurrency }, () =>
    poll().catch((error) => {
      if (!isOver) throw error;
    }),
  );
  return {
    handOverTogether,
    close: async () => {
      isOver = true;
      await Promise.all(pollers);
    },
  };
}

const recordOf = (message: Message, queueArn: string) => ({
  messageId: message.MessageId,
  receiptHandle: message.ReceiptHandle,
  body: message.Body,
  attributes: message.Attributes ?? {},
  messageAttributes: Object.fromEntries(
    Object.entries(message.MessageAttributes ?? {}).map(([name, { StringValue, DataType }]) => [
      name,
      { stringValue: StringValue, dataType: DataType, stringListValues: [], binaryListValues: [] },
    ]),
  ),
  md5OfBody: message.MD5OfBody,
  eventSource: 'aws:sqs',
  eventSourceARN: queueArn,
  awsRegion: 'eu-central-1',
});
