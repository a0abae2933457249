import * as z from 'zod';
import { AwsRegion, DestinationId } from '../../destination-fields.ts';

/** A bus of Amazon EventBridge (docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html). */
export const EventbridgeConfig = z.strictObject({
  id: DestinationId,
  kind: z.literal('eventbridge'),
  region: AwsRegion,
  /** The name or the ARN of the bus. Default: the default bus of the account. */
  bus: z
    .string()
    .regex(
      /^(?:arn:aws[a-z-]*:events:[a-z0-9-]+:\d{12}:event-bus\/)?[A-Za-z0-9_./-]{1,256}$/,
      'expected the name or the ARN of an event bus',
    )
    .optional(),
  source: z
    .string()
    .regex(/^(?!aws\.)[A-Za-z0-9_./-]{1,256}$/, 'expected a name that does not begin with "aws."')
    .optional(),
});
export type EventbridgeConfig = z.infer<typeof EventbridgeConfig>;
