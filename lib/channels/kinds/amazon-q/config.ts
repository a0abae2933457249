import * as z from 'zod';
import { renderFields, TopicArn } from '../../destination-fields.ts';

/**
 * Slack and Teams through Amazon Q Developer in chat applications, which subscribes to the topic
 * (docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html).
 */
export const AmazonQConfig = z.strictObject({
  ...renderFields,
  kind: z.literal('amazon-q'),
  topic: TopicArn,
  /** `thread` groups the notifications of one watch. */
  mode: z.enum(['new', 'thread']).optional(),
});
export type AmazonQConfig = z.infer<typeof AmazonQConfig>;
