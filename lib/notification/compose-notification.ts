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

/** Most bytes of a notification in a machine's state. The job is cut to what the other fields leave. */
export const mostNotificationBytes = 10_240;
/** The least bytes that a job fits into. The limits of the other fields leave at least this much. */
const leastJobBytes = 4_096;
/** Most bytes of a sentence for people. */
const sentenceBytes = 500;

/** The facts of a notification. `what` identifies it within its watch: `end`, or the key of its progress. */
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

/** Makes a notification: adds the id, the type's severity and outcome, and cuts the job to fit the state. */
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
