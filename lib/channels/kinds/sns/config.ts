import * as z from 'zod';
import { renderFields, TopicArn } from '../../destination-fields.ts';

/** A topic of Amazon SNS (docs.aws.amazon.com/sns/latest/api/API_Publish.html), as text for people or as JSON for machines. */
export const SnsConfig = z.strictObject({
  ...renderFields,
  kind: z.literal('sns'),
  topic: TopicArn,
  format: z.enum(['text', 'json']).optional(),
});
export type SnsConfig = z.infer<typeof SnsConfig>;
