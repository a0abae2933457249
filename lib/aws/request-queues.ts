import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { RequestMessage } from '../watch/start-watches.ts';

/**
 * Makes a function that puts a watch request into the request queue. The function throws the errors of the
 * SQS client.
 */
export const makeSendRequest =
  <Request>(
    client: SQSClient,
    queueUrl: string,
    onResult: (request: Request, result: { answer: 'queued' } | { error: unknown }) => void,
  ) =>
  async (request: Request): Promise<void> => {
    const command = new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(request) });
    await client.send(command).catch((error: unknown) => {
      onResult(request, { error });
      throw error;
    });
    onResult(request, { answer: 'queued' });
  };

/** Long enough to list the problems of a request. Keeps body and reason below the size limit of a message. */
const maxReasonLength = 1_000;

/** Matches characters that SQS refuses, because XML 1.0 does not allow them (API_SendMessage.html). */
const notAllowed = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/**
 * Makes a function that sends an invalid request to the dead-letter queue. The body is unchanged. Attributes
 * hold the reason and the message's id in the request queue, which the log names too. The function throws the
 * errors of the SQS client.
 */
export const makeRejectRequest =
  (client: SQSClient, queueUrl: string) =>
  async ({ id, body }: RequestMessage, reason: string): Promise<void> => {
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
