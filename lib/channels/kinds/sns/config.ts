import * as z from 'zod';
import { renderFields, TopicArn } from '../../destination-fields.ts';

/**
 * An Amazon SNS topic, with text for people or JSON for machines
 * (docs.aws.amazon.com/sns/latest/api/API_Publish.html).
 */
export const SnsConfig = z.strictObject({
  ...renderFields,
  kind: z.literal('sns'),
  topic: TopicArn,
  format: z.enum(['text', 'json']).optional(),
});
export type SnsConfig = z.infer<typeof SnsConfig>;
