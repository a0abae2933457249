import * as z from 'zod';
import { SecretRef } from '../../../watch/ports/secret.ts';
import { RobotKeyword, renderFields } from '../../destination-fields.ts';

/**
 * A DingTalk group by a custom robot. The address is a secret (open.dingtalk.com, "Custom robot access"). The
 * robot's security setting decides which fields are needed: `secret` for a signature, `keyword` for keywords,
 * neither for a list of addresses.
 */
export const DingtalkConfig = z.strictObject({
  ...renderFields,
  kind: z.literal('dingtalk'),
  url: SecretRef,
  secret: SecretRef.optional(),
  keyword: RobotKeyword.optional(),
  mention: z
    .array(
      z
        .string()
        .regex(
          /^(?:all|mobile:\+?[\d-]{5,20}|user:[A-Za-z0-9_.@-]{1,64})$/,
          'expected "all", "mobile:" and a telephone number, or "user:" and a user id',
        ),
    )
    .max(10)
    .optional(),
});
export type DingtalkConfig = z.infer<typeof DingtalkConfig>;

export const dingtalkHosts = ['oapi.dingtalk.com'] as const;
