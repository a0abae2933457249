import { cutToBytes, jsonBytes } from '../job/cut-text.ts';
import { fitJob } from '../job/fit-job.ts';
import type { Job } from '../job/job.ts';
import {
  type Link,
  meaningOf,
  type Notification,
  type NotificationAccount,
  type NotificationType,
  type NotificationWatch,
  type Problem,
} from './notification.ts';
import { notificationId } from './notification-id.ts';

/** Bytes that a notification may take of the states that it goes through; the job has what the rest of the notification leaves. */
export const mostNotificationBytes = 10_240;
/** The least that a job fits into. Everything else has limits of its own, which leave as much. */
const leastJobBytes = 4_096;
/** Bytes that a sentence for people may take. */
const sentenceBytes = 500;

/** What a notification is made of; `what` says which of a watch's notifications it is (`end`, or the key of its progress). */
export interface NotificationFacts {
  type: NotificationType;
  what: string;
  time: string;
  service: string;
  job: Job;
  watch: NotificationWatch;
  account: NotificationAccount;
  reason?: string | undefined;
  problem?: Problem | undefined;
  links: Link[];
  labels?: Record<string, string> | undefined;
  rehearsal?: Notification['rehearsal'];
}

/** Makes a notification of its facts: the id that tells it once, severity and outcome by type, and a job that fits the state. */
export function composeNotification(facts: NotificationFacts): Notification {
  const notification = asNotification(facts);
  const jobBytes = mostNotificationBytes - jsonBytes({ ...notification, job: null });
  return { ...notification, job: fitJob(notification.job, Math.max(leastJobBytes, jobBytes)) };
}

function asNotification({
  what,
  reason,
  problem,
  labels,
  rehearsal,
  ...facts
}: NotificationFacts): Notification {
  return {
    ...facts,
    id: notificationId(facts.watch.id, what),
    ...meaningOf[facts.type],
    ...(reason !== undefined && { reason: cutToBytes(reason, sentenceBytes) }),
    ...(problem !== undefined && {
      problem: { ...problem, message: cutToBytes(problem.message, sentenceBytes) },
    }),
    labels: labels ?? {},
    ...(rehearsal !== undefined && { rehearsal }),
  };
}
