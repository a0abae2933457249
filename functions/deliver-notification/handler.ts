import { defineHandler } from '../../lib/lambda/define-handler.ts';
import { deliverNotification } from '../../lib/watch/delivery/deliver-notification.ts';
import { DeliverAnswer, DeliverInput } from '../../lib/workflow/contracts.ts';
import { wireDeliverNotification } from './wiring.ts';

/** Makes one attempt to deliver one notification to one destination. */
export const handler = defineHandler({
  input: DeliverInput,
  isState: () => true,
  output: DeliverAnswer,
  wire: wireDeliverNotification,
  run: deliverNotification,
  facts: ({ delivery, result }) => ({
    destination: delivery.destination,
    attempts: delivery.attempts,
    result: result.kind,
  }),
});
