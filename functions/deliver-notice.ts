import { defineHandler } from '../lib/lambda/define-handler.ts';
import { wireDeliverNotice } from '../lib/lambda/wiring/deliver-notice.ts';
import { deliverNotice } from '../lib/watch/deliver-notice.ts';
import { DeliverAnswer, DeliverInput } from '../lib/workflow/contracts.ts';

/** Makes one attempt to deliver one notice to one destination. */
export const handler = defineHandler({
  input: DeliverInput,
  isState: () => true,
  output: DeliverAnswer,
  wire: wireDeliverNotice,
  run: deliverNotice,
  facts: ({ delivery, result }) => ({
    destination: delivery.destination,
    attempts: delivery.attempts,
    result: result.kind,
  }),
});
