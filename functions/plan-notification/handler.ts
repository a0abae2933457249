import { defineHandler } from '../../lib/lambda/define-handler.ts';
import { planNotification } from '../../lib/watch/delivery/plan-notification.ts';
import { PlanAnswer, PlanInput } from '../../lib/workflow/contracts.ts';
import { wirePlanNotification } from './wiring.ts';

/** Decides which destinations get a notification. */
export const handler = defineHandler({
  input: PlanInput,
  isState: () => true,
  output: PlanAnswer,
  wire: wirePlanNotification,
  run: planNotification,
  facts: ({ deliveries }) => ({ destinations: deliveries.map(({ destination }) => destination) }),
});
