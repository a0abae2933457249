import * as z from 'zod';
import { TopicUrn } from './topic-urn.ts';

const hostName = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** A host by its whole name; no pattern, so that nobody else's host can match. */
const HostName = z
  .string()
  .max(253)
  .regex(
    hostName,
    'expected the name of a host in lower case such as "smn.eu-de.otc.t-systems.com", without "https://", port, path or "*"',
  );

/** Which messages of Simple Message Notification are taken, and whom their signatures are believed from. */
export const SmnConfig = z.strictObject({
  topics: z.array(TopicUrn).min(1, 'expected the URN of at least one topic'),
  /** The hosts that signing certificates are fetched from: SMN's own of each region. */
  hosts: z.array(HostName).min(1, 'expected at least one host such as "smn.eu-de.otc.t-systems.com"'),
  /** Further hosts that a subscription may be confirmed at: the cloud's console. */
  confirm_hosts: z.array(HostName).default([]),
  /** Whether a subscription of a listed topic is confirmed by itself. */
  confirm: z.boolean().default(false),
});
export type SmnConfig = z.infer<typeof SmnConfig>;
