import { defineHandler } from '../lib/lambda/define-handler.ts';
import { wirePlanNotice } from '../lib/lambda/wiring/plan-notice.ts';
import { planNotice } from '../lib/watch/plan-notice.ts';
import { PlanInput, PlanOutput } from '../lib/workflow/contracts.ts';

/** Says where a notice goes. */
export const handler = defineHandler({
  input: PlanInput,
  output: PlanOutput,
  wire: wirePlanNotice,
  run: planNotice,
  facts: ({ deliveries }) => ({ destinations: deliveries.map(({ destination }) => destination) }),
});
