import { defineHandler } from '../lib/lambda/define-handler.ts';
import { wirePlanNotification } from '../lib/lambda/wiring/plan-notification.ts';
import { planNotification } from '../lib/watch/plan-notification.ts';
import { PlanAnswer, PlanInput } from '../lib/workflow/contracts.ts';

/** Says where a notification goes. */
export const handler = defineHandler({
  input: PlanInput,
  isState: () => true,
  output: PlanAnswer,
  wire: wirePlanNotification,
  run: planNotification,
  facts: ({ deliveries }) => ({ destinations: deliveries.map(({ destination }) => destination) }),
});
