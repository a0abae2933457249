import * as z from 'zod';
import { SecretRef } from '../../../watch/ports/secret.ts';
import { renderFields } from '../../destination-fields.ts';

/**
 * A person whom every message mentions. The name appears in formatted text, so the pattern allows no format
 * characters.
 */
const Mention = z.strictObject({
  name: z
    .string()
    .regex(
      /^[\p{L}\p{N}][\p{L}\p{M}\p{N} .,'-]{0,39}$/u,
      'expected a name of 1 to 40 letters, digits, spaces, ".", ",", "\'" and "-"',
    ),
  id: z
    .string()
    .regex(
      /^[A-Za-z0-9._%+'@-]{1,128}$/,
      'expected the user principal name or the object id in Microsoft Entra',
    ),
});
export type TeamsMention = z.infer<typeof Mention>;

/**
 * A Teams channel or chat by a Power Automate workflow. The address is the secret (support.microsoft.com,
 * "Create incoming webhooks with Workflows for Microsoft Teams").
 */
export const TeamsConfig = z.strictObject({
  ...renderFields,
  kind: z.literal('teams'),
  url: SecretRef,
  mention: z.array(Mention).min(1).max(5).optional(),
});
export type TeamsConfig = z.infer<typeof TeamsConfig>;

/** The hosts of workflows: since the end of 2025, and before. */
export const teamsHosts = ['*.environment.api.powerplatform.com', '*.logic.azure.com'] as const;
