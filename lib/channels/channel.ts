import type * as z from 'zod';
import type { Message } from '../message/message.ts';
import type { ChannelAnswer } from '../notification/delivery.ts';
import type { DeliverySchedule } from '../notification/delivery-schedule.ts';
import type { Notification } from '../notification/notification.ts';
import type { DeliveryMode } from '../watch/deliver-notification.ts';
import type { HttpAnswer } from '../watch/ports.ts';
import type { Secret, SecretRef } from '../watch/secret.ts';

/**
 * A kind of channel: everything that is peculiar to one vendor, as pure functions. Sending, secrets, time limits and
 * retries are the same for all kinds and live outside (attempt-delivery, the delivery schedule).
 */
export interface Channel<Config> {
  kind: string;
  /** A destination of this kind as the configuration holds it: secrets are references. */
  config: z.ZodType<Config>;
  /** How long one attempt may take and how often it is repeated. */
  schedule: DeliverySchedule;
  /** Machines get every notification whole; people can have several in one digest. */
  readers: 'people' | 'machines';
  /** Whether a message wakes people: a rehearsal goes there only if it names the destination. */
  pages?: boolean;
  /** Where it can be configured: a message a notification, one thread a watch, or one message that is updated. Without it, a message a notification. */
  modeOf?: (config: Config) => DeliveryMode;
  /** The secrets that `request` needs. */
  secretsOf: (config: Config) => SecretRef[];
  /** The notification in the vendor's own form, or why it cannot be sent with this configuration. */
  request: (config: Config, sending: Sending) => Prepared;
  /** What the vendor's answer means. Its `why` is for people and never repeats what the vendor may have echoed. */
  classify: (answer: Answer, now: number) => ChannelAnswer;
}

/** One attempt, as a channel sees it. */
export interface Sending {
  notification: Notification;
  /** The notification in the words of this destination: what people read is rendered from this. */
  message: Message;
  /** The reference to the message that is to be updated or answered, where `modeOf` says so and there is one. */
  earlier?: string | undefined;
  /** The secret behind one of the references that `secretsOf` gave. */
  secret: (reference: SecretRef) => Secret;
  /** The time of this attempt, in milliseconds since 1970. */
  now: number;
}

/** One request with a body. The address is a secret because the address of a chat's webhook is one. */
export interface Post {
  kind: 'post';
  /** POST, where it is not said. */
  method?: 'POST' | 'PATCH';
  /** The AWS service that is called: the request is then signed with our own credentials (Signature Version 4). */
  aws?: { service: string; region: string };
  url: Secret;
  headers: Record<string, string>;
  body: string;
}

export type Refused = Extract<ChannelAnswer, { kind: 'refused' }>;
export type Prepared = Post | Refused;
export type Answer = Extract<HttpAnswer, { kind: 'answer' }>;
