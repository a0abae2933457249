import * as z from 'zod';
import { renderFields } from '../../destination-basics.ts';

export const TopicArn = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:sns:[a-z]{2}(?:-[a-z]+)+-\d:\d{12}:[A-Za-z0-9_-]{1,256}(?:\.fifo)?$/,
    'expected the ARN of a topic, such as arn:aws:sns:eu-central-1:123456789012:dr-team',
  );

/** A topic of Amazon SNS (docs.aws.amazon.com/sns/latest/api/API_Publish.html), as text for people or as JSON for machines. */
export const SnsConfig = z.strictObject({
  ...renderFields,
  kind: z.literal('sns'),
  topic: TopicArn,
  format: z.enum(['text', 'json']).optional(),
});
export type SnsConfig = z.infer<typeof SnsConfig>;
