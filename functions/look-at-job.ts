import { defineHandler } from '../lib/lambda/define-handler.ts';
import { wireLookAtJob } from '../lib/lambda/wiring/look-at-job.ts';
import { lookAtJob } from '../lib/watch/look-at-job.ts';
import { isLaterLook, LookAnswer, LookInput } from '../lib/workflow/contracts.ts';

/** Looks at a job once and says what to do next. */
export const handler = defineHandler({
  input: LookInput,
  isState: isLaterLook,
  output: LookAnswer,
  wire: wireLookAtJob,
  run: lookAtJob,
  facts: ({ decision, progress, notice }) => ({
    decision: decision.kind,
    looks: progress.looks,
    trouble: progress.trouble?.kind,
    notice: notice?.id,
    watch: notice?.watch.id,
  }),
});
