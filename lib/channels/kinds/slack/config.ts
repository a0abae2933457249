import * as z from 'zod';
import { SecretRef } from '../../../watch/ports/secret.ts';
import { renderFields } from '../../destination-fields.ts';

/**
 * A Slack channel by its incoming webhook. The address is the secret (docs.slack.dev, "Sending messages using
 * incoming webhooks").
 */
export const SlackConfig = z.strictObject({
  ...renderFields,
  kind: z.literal('slack'),
  url: SecretRef,
});
export type SlackConfig = z.infer<typeof SlackConfig>;

export const slackHosts = ['hooks.slack.com', 'hooks.slack-gov.com'] as const;
