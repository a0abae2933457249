import * as z from 'zod';
import { JobId, ProjectId, Service } from '../job/ids.ts';
import { Labels } from '../notification/notification.ts';
import { Deadline } from '../polling/duration.ts';
import { presetNames } from '../polling/presets.ts';

/**
 * A request for a watch, the same in an EventBridge detail, a queue message and on the command line. The SDRS
 * API's own answer `{"job_id": "…"}` plus a project is enough.
 */
export const WatchRequest = z.strictObject({
  job_id: JobId,
  project_id: ProjectId,
  service: Service.default('sdrs'),
  region: z.string().min(1).max(64).optional(),
  /** The id of an account in the configuration; without it, the account of that project. */
  account: z.string().min(1).max(64).optional(),
  deadline: Deadline.optional(),
  polling: z.enum(presetNames).optional(),
  labels: Labels.optional(),
  /** The destinations of a rehearsal, which replace its routes. Only the account `rehearsal` accepts it. */
  to: z.array(z.string().min(1).max(63)).min(1).max(20).optional(),
});
export type WatchRequest = z.infer<typeof WatchRequest>;

/**
 * The request of a watch that some release has started, which is state. The configuration's defaults replace
 * values that only a later release knows. The deadline was fixed at the first poll and is in the progress.
 */
export const AcceptedRequest = z.object({
  ...WatchRequest.shape,
  deadline: WatchRequest.shape.deadline.catch(undefined),
  polling: WatchRequest.shape.polling.catch(undefined),
  labels: z.record(z.string(), z.string()).optional(),
});

/**
 * The input of an execution of watch-job. A parent workflow may add the key by which Step Functions links the
 * two (docs.aws.amazon.com/step-functions/latest/dg/concepts-nested-workflows.html). It is not part of the
 * request.
 */
export const ExecutionInput = z.preprocess(
  (input) =>
    typeof input === 'object' && input !== null
      ? Object.fromEntries(Object.entries(input).filter(([key]) => key !== parentKey))
      : input,
  WatchRequest,
);
const parentKey = 'AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID';
