import type { Poll } from '../job/poll.ts';
import type { ChannelAnswer, InsteadOf } from '../notification/delivery.ts';
import type { DigestEntry } from '../notification/digest.ts';
import type { Notification } from '../notification/notification.ts';
import type { WatchRequest } from '../workflow/watch-request.ts';
import type { Account } from './account.ts';
import type { Secret, SecretRef } from './secret.ts';

/** Asks an account's cloud once how a job is. Never throws for what a cloud, a network or a secret can do. */
export type AskJob = (question: { account: Account; service: string; jobId: string }) => Promise<Poll>;

/** The secret behind a reference; `fresh` as it is now, not as it was kept. Throws SecretUnavailable. */
export type ResolveSecret = (reference: SecretRef, how?: { fresh: boolean }) => Promise<Secret>;

/**
 * Starts a watch. `already` when a watch of that job has ended within the last 90 days, or runs with another request; one
 * that runs with the same request is `started`.
 */
export type StartWatch = (watch: { id: string; request: WatchRequest }) => Promise<'started' | 'already'>;

/** Starts the delivery of a notification, named by its id. `already` when that notification was told before. */
export type Announce = (notification: Notification) => Promise<'started' | 'already'>;

/** One attempt to bring a notification to a destination. */
export interface Attempt {
  notification: Notification;
  destination: string;
  /** The destination that could not be told, where this one is told in its place. */
  insteadOf?: InsteadOf | undefined;
  /** Seconds since the notification's own time, where it comes late. */
  lateSeconds?: number | undefined;
  /** What was held back in quiet hours, where that is told in place of the notification. */
  digest?: readonly DigestEntry[] | undefined;
  /** The vendor's reference to the message of an earlier notification of the same watch. */
  earlier?: string | undefined;
  /** The fingerprint with which the destination was found to be gone: while it is the same, nothing is sent. */
  goneAs?: string | undefined;
}

/**
 * How the channel answered, and a fingerprint of the destination as it is configured now, its secrets included. A reference
 * is given only of a message that later notifications of the watch are to update or to answer.
 */
export interface AttemptAnswer {
  answer: ChannelAnswer;
  fingerprint?: string;
}

/** Makes exactly one attempt to bring a notification to a configured destination. Never throws for what a channel can do. */
export type AttemptDelivery = (attempt: Attempt) => Promise<AttemptAnswer>;

/** One HTTP request. `url` is a secret because the address of a chat's webhook is one. */
export interface HttpRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  url: Secret;
  headers: Record<string, string>;
  body?: string;
  connectTimeoutMs: number;
  /** From the first byte sent to the last byte read. */
  totalTimeoutMs: number;
  /** A longer answer is cut there, and says so. */
  maxBodyBytes: number;
}

/** What came back, or why nothing did. `message` names the host and never the path or the query. */
export type HttpAnswer =
  | {
      kind: 'answer';
      status: number;
      headers: Record<string, string>;
      body: string;
      /** The bytes that were read, where there were more: the body is only their beginning. */
      cutAt?: number;
    }
  | {
      kind: 'failure';
      what: 'address_refused' | 'connect' | 'timeout' | 'broken';
      message: string;
    };

/** Sends one request, follows no redirect, never throws for what a network can do. */
export type SendHttp = (request: HttpRequest) => Promise<HttpAnswer>;
