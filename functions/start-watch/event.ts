import type { SQSBatchResponse } from 'aws-lambda';
import * as z from 'zod';

/** A batch of the queue, as the messages that `startWatches` takes. */
export const QueueMessages = z
  .object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) })
  .transform(({ Records }) => ({
    messages: Records.map(({ messageId, body }) => ({ id: messageId, body })),
  }));

/** What the queue must bring again (ReportBatchItemFailures); everything else of the batch is done. */
export const BatchResponse = z
  .object({ failed: z.array(z.object({ id: z.string(), error: z.unknown() })) })
  .transform(
    ({ failed }): SQSBatchResponse => ({
      batchItemFailures: failed.map(({ id }) => ({ itemIdentifier: id })),
    }),
  );
