import { defineHandler } from '../lib/lambda/define-handler.ts';
import { wirePlanNotice } from '../lib/lambda/wiring/plan-notice.ts';
import { planNotice } from '../lib/watch/plan-notice.ts';
import { PlanAnswer, PlanInput } from '../lib/workflow/contracts.ts';

/** Says where a notice goes. */
export const handler = defineHandler({
  input: PlanInput,
  isState: () => true,
  output: PlanAnswer,
  wire: wirePlanNotice,
  run: planNotice,
  facts: ({ deliveries }) => ({ destinations: deliveries.map(({ destination }) => destination) }),
});
