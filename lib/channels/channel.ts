import type { Message } from '../message/message.ts';
import type { ChannelAnswer } from '../notification/delivery.ts';
import type { DeliverySchedule } from '../notification/delivery-schedule.ts';
import type { Notification } from '../notification/notification.ts';
import type { DeliveryMode } from '../watch/delivery/deliver-notification.ts';
import type { Secret, SecretRef } from '../watch/ports/secret.ts';
import type { HttpAnswer } from '../watch/ports/send-http.ts';

/**
 * A kind of channel: everything that is specific to one vendor, as pure functions. Sending, secrets, time
 * limits and retries are the same for all kinds and are outside (attempt-delivery.ts, the delivery schedule).
 */
export interface Channel<Config> {
  /** The time limit of an attempt and the waits between attempts. */
  schedule: DeliverySchedule;
  /** Machines get every notification whole. People may get several in one digest. */
  readers: 'people' | 'machines';
  /** Whether a message wakes people. A rehearsal goes there only if it names the destination. */
  pages?: boolean;
  /**
   * One message per notification, one thread per watch, or one message per watch that is updated. Default:
   * `new`.
   */
  modeOf?: (config: Config) => DeliveryMode;
  /** Renders the notification in the vendor's form, or says why this configuration cannot send it. */
  request: (config: Config, sending: Sending) => Prepared;
  /**
   * Reads the vendor's answer. `why` is for people and never repeats text that the vendor may have echoed.
   */
  readAnswer: (answer: Answer, now: number) => ChannelAnswer;
}

/** One attempt, as a channel sees it. */
export interface Sending {
  notification: Notification;
  /**
   * The notification in the language of this destination. Everything that people read is rendered from it.
   */
  message: Message;
  /** The reference of the message to update or answer, if `modeOf` asks for one and one was sent. */
  earlier?: string | undefined;
  /** Returns the secret behind a reference of the configuration. */
  secret: (reference: SecretRef) => Secret;
  /** The time of this attempt, in milliseconds since 1970. */
  now: number;
}

/** One request with a body. The address is a secret because the address of a chat's webhook is one. */
export interface Post {
  kind: 'post';
  /** Default: POST. */
  method?: 'POST' | 'PATCH';
  /** The AWS service of the request. The sender signs it with its own credentials (Signature Version 4). */
  aws?: { service: string; region: string };
  url: Secret;
  headers: Record<string, string>;
  body: string;
}

export type Refused = Extract<ChannelAnswer, { kind: 'refused' }>;
export type Prepared = Post | Refused;
export type Answer = Extract<HttpAnswer, { kind: 'answer' }>;
