import * as z from 'zod';
import { parseJson } from '../../lib/job/json-value.ts';
import { isoTime } from '../../lib/watch/clock.ts';
import { LostWatch } from '../../lib/workflow/contracts.ts';

/** The instants that a Date can hold (ECMAScript, "Time Values"). */
const farthestMs = 8.64e15;

/** A time that is none must not keep the loss from being told. */
const Instant = z.number().min(-farthestMs).max(farthestMs).nullish().catch(undefined);

/**
 * "Step Functions Execution Status Change" of EventBridge, as far as we read it. `input` is the execution's input as text,
 * and null when it was too large for the event.
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

/** A lost watch from either entrance: the machine's own Catch as it is, or the event of an execution that ended badly. */
export const LostWatchEvent = z.preprocess((event) => {
  const change = StatusChange.safeParse(event);
  return change.success ? lostWatch(change.data.detail) : event;
}, LostWatch);

function lostWatch(detail: z.infer<typeof StatusChange>['detail']): LostWatch {
  const { executionArn: arn, name: id, status, startDate, stopDate, input, error, cause } = detail;
  return {
    watch: { id, arn },
    // None, where there is no text: a lost watch is reported all the same.
    request: parseJson(input ?? ''),
    status,
    ...(startDate != null && { started_at: isoTime(startDate) }),
    ...(stopDate != null && { ended_at: isoTime(stopDate) }),
    ...(error != null && { error }),
    ...(cause != null && { cause }),
  };
}
