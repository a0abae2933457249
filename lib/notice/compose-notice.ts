import { cutText, jsonBytes } from '../job/cut-text.ts';
import { fitJob } from '../job/fit-job.ts';
import type { Job } from '../job/job.ts';
import {
  type Link,
  meaningOf,
  type Notice,
  type NoticeAccount,
  type NoticeType,
  type NoticeWatch,
  type Problem,
} from './notice.ts';
import { noticeId } from './notice-id.ts';

/** Bytes that a notice may take of the states that it goes through; the job has what the rest of the notice leaves. */
export const mostNoticeBytes = 10_240;
/** The least that a job fits into. Everything else has limits of its own, which leave as much. */
const leastJobBytes = 4_096;
/** Bytes that a sentence for people may take. */
const sentenceBytes = 500;

/** What a notice is made of; `what` says which of a watch's notices it is (`end`, or the key of its progress). */
export interface NoticeFacts {
  type: NoticeType;
  what: string;
  time: string;
  service: string;
  job: Job;
  watch: NoticeWatch;
  account: NoticeAccount;
  reason?: string | undefined;
  problem?: Problem | undefined;
  links: Link[];
  labels?: Record<string, string> | undefined;
  rehearsal?: Notice['rehearsal'];
}

/** Makes a notice of its facts: the id that tells it once, severity and outcome by type, and a job that fits the state. */
export function composeNotice(facts: NoticeFacts): Notice {
  const notice = asNotice(facts);
  const jobBytes = mostNoticeBytes - jsonBytes({ ...notice, job: null });
  return { ...notice, job: fitJob(notice.job, Math.max(leastJobBytes, jobBytes)) };
}

function asNotice({ what, reason, problem, labels, rehearsal, ...facts }: NoticeFacts): Notice {
  return {
    ...facts,
    id: noticeId(facts.watch.id, what),
    ...meaningOf[facts.type],
    ...(reason !== undefined && { reason: cutText(reason, sentenceBytes) }),
    ...(problem !== undefined && {
      problem: { ...problem, message: cutText(problem.message, sentenceBytes) },
    }),
    labels: labels ?? {},
    ...(rehearsal !== undefined && { rehearsal }),
  };
}
