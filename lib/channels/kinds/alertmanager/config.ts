import * as z from 'zod';
import { Duration } from '../../../polling/duration.ts';
import { SecretRef } from '../../../watch/ports/secret.ts';
import { ClearOrSecretUrl, renderFields } from '../../destination-fields.ts';

const LabelName = z
  .string()
  .regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,62}$/, 'expected a label name of Prometheus: letters, digits and "_"');

/** An Alertmanager by its API v2 (github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml). */
export const AlertmanagerConfig = z.strictObject({
  ...renderFields,
  kind: z.literal('alertmanager'),
  /** Without the path /api/v2/alerts. */
  url: ClearOrSecretUrl,
  /** A bearer token, if a proxy before Alertmanager requires one. */
  token: SecretRef.optional(),
  /** Labels that every alert gets, for routing. */
  labels: z.record(LabelName, z.string().max(255)).optional(),
  /** The alert of a failed job resolves by itself after this time. Default: 24 hours. */
  lasts: Duration.optional(),
});
export type AlertmanagerConfig = z.infer<typeof AlertmanagerConfig>;
