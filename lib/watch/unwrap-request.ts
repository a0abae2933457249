import * as z from 'zod';
import { parseJson } from '../job/json-value.ts';

/** A notification of SNS in a queue (docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html), without raw delivery. */
const SnsEnvelope = z.object({ Type: z.literal('Notification'), TopicArn: z.string(), Message: z.string() });
/** An event of EventBridge whose rule does not cut out the detail. */
const EventEnvelope = z.object({
  'detail-type': z.string(),
  source: z.string(),
  detail: z.record(z.string(), z.unknown()),
});

/** No sender puts a request into more envelopes than this. */
const mostEnvelopes = 3;

/** What a message of the queue asks for, out of the envelopes in which SNS and EventBridge bring it; anything else as it is. */
export function unwrapRequest(message: unknown, left = mostEnvelopes): unknown {
  if (left === 0) return message;
  const event = EventEnvelope.safeParse(message);
  if (event.success) return unwrapRequest(event.data.detail, left - 1);
  const notification = SnsEnvelope.safeParse(message);
  if (notification.success) return unwrapRequest(parseJson(notification.data.Message), left - 1);
  return message;
}
