import * as z from 'zod';
import { AwsRegion, renderFields } from '../../destination-fields.ts';

const address = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/;
const Address = z.string().regex(address, 'expected an e-mail address such as dr-team@example.com');

/** E-mail through Amazon SES (docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html). */
export const EmailConfig = z.strictObject({
  ...renderFields,
  kind: z.literal('email'),
  region: AwsRegion,
  /** A verified identity of SES, or an address of a verified domain. */
  from: Address,
  to: z.array(Address).min(1).max(50),
  configuration_set: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected the name of a configuration set')
    .optional(),
});
export type EmailConfig = z.infer<typeof EmailConfig>;
