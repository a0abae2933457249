import * as z from 'zod';
import { TopicUrn } from './topic-urn.ts';

const hostName = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** The full name of a host. Patterns are refused, because they could match another host. */
const HostName = z
  .string()
  .max(253)
  .regex(
    hostName,
    'expected the name of a host in lower case such as "smn.eu-de.otc.t-systems.com", without "https://", port, path or "*"',
  );

/** The accepted topics of Simple Message Notification (SMN), and the hosts of its certificates. */
export const SmnConfig = z.strictObject({
  topics: z.array(TopicUrn).min(1, 'expected the URN of at least one topic'),
  /** The hosts of signing certificates: SMN's own in each region. */
  hosts: z.array(HostName).min(1, 'expected at least one host such as "smn.eu-de.otc.t-systems.com"'),
  /** Additional hosts of confirmation URLs, such as the cloud's console. */
  confirm_hosts: z.array(HostName).default([]),
  /** Whether to confirm subscriptions of the listed topics automatically. */
  confirm: z.boolean().default(false),
});
export type SmnConfig = z.infer<typeof SmnConfig>;
