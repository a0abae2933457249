import * as z from 'zod';
import { isRecord, parseJson, textOf } from '../job/json-value.ts';
import { tracedService } from '../job/traced-service.ts';

/** A notification of SNS in a queue (docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html), without raw delivery. */
const SnsEnvelope = z.object({ Type: z.literal('Notification'), TopicArn: z.string(), Message: z.string() });
/** An event of EventBridge whose rule does not cut out the detail. */
const EventEnvelope = z.object({
  'detail-type': z.string(),
  source: z.string(),
  detail: z.record(z.string(), z.unknown()),
});
/**
 * A trace as FunctionGraph hands it to a function (user guide, "Using a CTS Trigger"), and beside it what that function adds
 * before it passes it on: the project, which no trace has for certain.
 */
const TraceEnvelope = z.looseObject({ cts: z.record(z.string(), z.unknown()) });

/** No sender puts a request into more envelopes than this. */
const mostEnvelopes = 3;

/** What a message of the queue asks for, out of the envelopes in which SNS, EventBridge and FunctionGraph bring it; anything else as it is. */
export function unwrapRequest(message: unknown, left = mostEnvelopes): unknown {
  if (left === 0) return message;
  const event = EventEnvelope.safeParse(message);
  if (event.success) return unwrapRequest(event.data.detail, left - 1);
  const notification = SnsEnvelope.safeParse(message);
  if (notification.success) return unwrapRequest(parseJson(notification.data.Message), left - 1);
  const traced = TraceEnvelope.safeParse(message);
  return traced.success ? requestOfTrace(traced.data) : message;
}

/** The job is the one of the response, which is the job's id or, minutes later, the job that has ended: it is looked at either way. */
function requestOfTrace({ cts, ...beside }: z.infer<typeof TraceEnvelope>): Record<string, unknown> {
  const response = typeof cts['response'] === 'string' ? parseJson(cts['response']) : cts['response'];
  const traced = textOf(cts['service_type']);
  return {
    ...(isRecord(response) && { job_id: response['job_id'] }),
    // A service without such jobs stays as it is, and is refused by its name.
    ...(traced !== undefined && { service: tracedService(traced) ?? traced }),
    ...beside,
  };
}
