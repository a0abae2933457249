import type { ChannelAnswer, InsteadOf } from '../../notification/delivery.ts';
import type { DigestEntry } from '../../notification/digest.ts';
import type { Notification } from '../../notification/notification.ts';

/** One attempt to deliver a notification to a destination. */
export interface Attempt {
  notification: Notification;
  destination: string;
  /** The destination that failed, if this one is its fallback. */
  insteadOf?: InsteadOf | undefined;
  /** Seconds since the notification's own time, if it arrives late. */
  lateSeconds?: number | undefined;
  /** The notifications deferred in quiet hours, to be sent instead of this notification alone. */
  digest?: readonly DigestEntry[] | undefined;
  /** The vendor's reference to the message of an earlier notification of the same watch. */
  earlier?: string | undefined;
  /** The fingerprint with which the destination was found to be gone. While it is the same, nothing is sent. */
  goneAs?: string | undefined;
}

/**
 * The channel's answer, and a fingerprint of the destination's present configuration, its secrets included. The answer
 * has a reference only if later notifications of the watch update the message or reply to it.
 */
export interface AttemptAnswer {
  answer: ChannelAnswer;
  fingerprint?: string;
}

/** Makes exactly one attempt to deliver to a configured destination. Never throws for what a channel can do. */
export type AttemptDelivery = (attempt: Attempt) => Promise<AttemptAnswer>;
