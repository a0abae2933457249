import type { PollProblemKind } from '../job/poll.ts';
import type { NotificationType } from '../notification/notification.ts';

/** The labels of facts. */
export type FactName =
  | 'error_code'
  | 'resource'
  | 'failed_step'
  | 'step_error'
  | 'meaning'
  | 'what_to_do'
  | 'last_status'
  | 'began'
  | 'answer'
  | 'when'
  | 'account'
  | 'project'
  | 'labels'
  | 'reason'
  | 'links';

/** What can keep a watch from seeing the job's outcome. `unauthorized` is a 401, `denied` then a 403. */
export type Trouble = PollProblemKind | 'unauthorized' | 'timed_out' | 'lost';

/** The variable parts of titles and sentences. They are cut and contain no control characters. */
export interface TitleParts {
  /** The job by its label, or by its id. */
  what: string;
  /** The error code, or "". */
  code: string;
  status: string;
  /** How long the job ran, or "" if unknown. */
  ranFor: string;
  /** The polled API: `SDRS`, `otc`, `eu-de`. */
  api: { service: string; cloud: string; region: string };
  /** Since when no poll has seen the job, or "" if unknown. */
  since: string;
  /** The job's steps (sub-jobs). */
  steps: { ended: number; of: number };
}

/** Every text of ours in one language. Texts from the cloud are not translated. */
export interface Strings {
  labels: Record<FactName, string>;
  /** Names of resources, by the keys of `entities`. */
  resources: Record<string, string>;
  /** Labels of job types. For other types the message shows the job's own label. */
  jobTypes: Record<string, string>;
  /** A job without a label. */
  jobById: (id: string) => string;
  titles: Record<NotificationType, (parts: TitleParts) => string>;
  summaries: Record<NotificationType, (parts: TitleParts) => string>;
  /** Advice about the watch itself, as the error catalogue has it about jobs. */
  whatToDo: Record<Trouble, string>;
  /** For a type that only a later release knows. */
  unknownType: { title: (parts: TitleParts, type: string) => string; summary: string };
  /** What a rehearsal adds to title and summary. */
  rehearsal: { title: (title: string) => string; summary: string };
  notSeenYet: string;
  request: (id: string) => string;
  lateBy: (duration: string) => string;
  insteadOf: (destination: string, why: string) => string;
  footer: {
    job: string;
    watch: string;
    polls: (count: number) => string;
    seenAfter: (duration: string) => string;
  };
  units: { d: string; h: string; min: string; s: string };
  digest: {
    title: (count: number, failures: number) => string;
    summary: string;
    more: (count: number) => string;
  };
}
