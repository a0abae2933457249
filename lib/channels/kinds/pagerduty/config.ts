import * as z from 'zod';
import { SecretRef } from '../../../watch/ports/secret.ts';
import { renderFields } from '../../destination-fields.ts';

/**
 * A PagerDuty service by an integration key of the Events API v2
 * (developer.pagerduty.com/docs/events-api-v2-overview).
 */
export const PagerdutyConfig = z.strictObject({
  ...renderFields,
  kind: z.literal('pagerduty'),
  /** The integration key: 32 letters and digits. */
  routing_key: SecretRef,
  /** The service region of the account. */
  region: z.enum(['us', 'eu']).optional(),
});
export type PagerdutyConfig = z.infer<typeof PagerdutyConfig>;

export const pagerdutyHosts = { us: 'events.pagerduty.com', eu: 'events.eu.pagerduty.com' } as const;
