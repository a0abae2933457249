import * as z from 'zod';

/**
 * A signed field of one line. In the signed text, line breaks separate the fields. With a break inside a
 * field, one signature would fit two messages. Only `message` may have breaks, because nothing variable
 * precedes it.
 */
const Line = z.string().regex(/^[^\r\n]{1,4096}$/, 'expected one line of text');

const signedFields = {
  topic_urn: Line,
  message_id: z.string().regex(/^[A-Za-z0-9_-]{8,128}$/, 'expected 8 to 128 letters, digits, "_" or "-"'),
  message: z.string(),
  timestamp: Line,
};

const unsignedFields = {
  signature: z.string().min(1),
  signature_version: z.string(),
  signing_cert_url: z.string(),
};

const Notification = z.object({
  type: z.literal('Notification'),
  ...signedFields,
  ...unsignedFields,
  /** Absent, null and empty mean the same: not signed. */
  subject: z.union([Line, z.literal('')]).nullish(),
});

const aboutSubscription = { ...signedFields, ...unsignedFields, subscribe_url: Line };
const SubscriptionConfirmation = z.object({
  type: z.literal('SubscriptionConfirmation'),
  ...aboutSubscription,
});
const UnsubscribeConfirmation = z.object({
  type: z.literal('UnsubscribeConfirmation'),
  ...aboutSubscription,
});

/**
 * A message that SMN posts to an HTTP(S) subscription (SMN user guide, appendix "HTTP/HTTPS Messages"). No
 * value is changed, because the signature covers the exact characters. `unsubscribe_url` is not signed, so it
 * is not read.
 */
export const SmnMessage = z.discriminatedUnion('type', [
  SubscriptionConfirmation,
  Notification,
  UnsubscribeConfirmation,
]);
export type SmnMessage = z.infer<typeof SmnMessage>;

/**
 * Returns the text that SMN signs: key and value of each signed field, one per line, in the documented order.
 */
export function stringToSign(message: SmnMessage): string {
  return signedPairs(message)
    .map(([key, value]) => `${key}\n${value}\n`)
    .join('');
}

function signedPairs(message: SmnMessage): [key: string, value: string][] {
  const first: [string, string][] = [
    ['message', message.message],
    ['message_id', message.message_id],
  ];
  const last: [string, string][] = [
    ['timestamp', message.timestamp],
    ['topic_urn', message.topic_urn],
    ['type', message.type],
  ];
  return [...first, ...ownPairs(message), ...last];
}

function ownPairs(message: SmnMessage): [string, string][] {
  if (message.type !== 'Notification') return [['subscribe_url', message.subscribe_url]];
  return message.subject ? [['subject', message.subject]] : [];
}
