import * as z from 'zod';
import { parseJson } from '../../lib/job/json-value.ts';
import { isoTime } from '../../lib/watch/ports/clock.ts';
import { LostWatch } from '../../lib/workflow/contracts.ts';

/** The range of a Date (ECMAScript, "Time Values"). */
const maxTimeMs = 8.64e15;

/** An invalid time is ignored, so that the lost watch is still reported. */
const Instant = z.number().min(-maxTimeMs).max(maxTimeMs).nullish().catch(undefined);

/**
 * The parts of EventBridge's "Step Functions Execution Status Change" that the function reads. `input` is the
 * execution's input as text, or null if it was too large for the event.
 * https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
const StatusChange = z.object({
  detail: z.object({
    executionArn: z.string(),
    name: z.string(),
    status: z.string(),
    startDate: Instant,
    stopDate: Instant,
    input: z.string().nullish(),
    error: z.string().nullish(),
    cause: z.string().nullish(),
  }),
});

/** A lost watch: reported by the Catch of watch-job, or read from the event of a failed execution. */
export const LostWatchEvent = z.preprocess((event) => {
  const change = StatusChange.safeParse(event);
  return change.success ? lostWatch(change.data.detail) : event;
}, LostWatch);

function lostWatch(detail: z.infer<typeof StatusChange>['detail']): LostWatch {
  const { executionArn: arn, name: id, status, startDate, stopDate, input, error, cause } = detail;
  return {
    watch: { id, arn },
    // undefined if there is no text. The lost watch is still reported.
    request: parseJson(input ?? ''),
    status,
    ...(startDate != null && { started_at: isoTime(startDate) }),
    ...(stopDate != null && { ended_at: isoTime(stopDate) }),
    ...(error != null && { error }),
    ...(cause != null && { cause }),
  };
}
