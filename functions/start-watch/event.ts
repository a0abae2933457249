import type { SQSBatchResponse } from 'aws-lambda';
import * as z from 'zod';

/** A batch from the queue, turned into the input of `startWatches`. */
export const QueueMessages = z
  .object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) })
  .transform(({ Records }) => ({
    messages: Records.map(({ messageId, body }) => ({ id: messageId, body })),
  }));

/**
 * The messages that SQS must deliver again (ReportBatchItemFailures). The other messages of the batch are
 * done.
 */
export const BatchResponse = z
  .object({ failed: z.array(z.object({ id: z.string(), error: z.unknown() })) })
  .transform(
    ({ failed }): SQSBatchResponse => ({
      batchItemFailures: failed.map(({ id }) => ({ itemIdentifier: id })),
    }),
  );
