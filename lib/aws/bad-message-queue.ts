import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** Takes a message that no watch can be made of out of the way, with the reason for people. */
export type KeepBadMessage = (message: { id: string; body: string }, reason: string) => Promise<void>;

/** Long enough for every problem of a request, short enough that body and reason stay under the queue's limit. */
const maxReasonLength = 1_000;

/** What SQS refuses in a text: everything that XML 1.0 does not allow (API_SendMessage.html). */
const notAllowed = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** Keeps bad messages in a dead-letter queue: the body as it came, the reason and the message's first id, which stands in the log, as attributes. Throws what the SQS client throws. */
export const makeKeepBadMessage =
  (client: SQSClient, queueUrl: string): KeepBadMessage =>
  async ({ id, body }, reason) => {
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: body,
        MessageAttributes: {
          reason: { DataType: 'String', StringValue: attributeText(reason) },
          message_id: { DataType: 'String', StringValue: id },
        },
      }),
    );
  };

const attributeText = (text: string): string => text.replace(notAllowed, '\uFFFD').slice(0, maxReasonLength);
