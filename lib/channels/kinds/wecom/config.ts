import * as z from 'zod';
import { SecretRef } from '../../../watch/ports/secret.ts';
import { renderFields } from '../../destination-fields.ts';

/**
 * A WeCom group by a message push (formerly group robot). The address is the secret
 * (developer.work.weixin.qq.com/document/path/99110).
 */
export const WecomConfig = z.strictObject({
  ...renderFields,
  kind: z.literal('wecom'),
  url: SecretRef,
});
export type WecomConfig = z.infer<typeof WecomConfig>;

export const wecomHosts = ['qyapi.weixin.qq.com'] as const;
