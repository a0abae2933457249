import * as z from 'zod';
import { SecretRef } from '../../../watch/ports/secret.ts';
import { RobotKeyword, renderFields } from '../../destination-fields.ts';

/**
 * A Feishu or Lark group by a custom bot. The address is a secret (open.feishu.cn, "Custom bot usage guide").
 * The bot's security setting decides which fields are needed: `secret` for a signature, `keyword` for
 * keywords, neither for a list of addresses.
 */
export const FeishuConfig = z.strictObject({
  ...renderFields,
  kind: z.literal('feishu'),
  url: SecretRef,
  secret: SecretRef.optional(),
  keyword: RobotKeyword.optional(),
  mention: z
    .array(z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected "all", an open_id (ou_…) or a user_id'))
    .max(10)
    .optional(),
});
export type FeishuConfig = z.infer<typeof FeishuConfig>;

export const feishuHosts = ['open.feishu.cn', 'open.larksuite.com'] as const;
