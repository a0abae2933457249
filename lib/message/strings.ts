import type { NotificationType } from '../notification/notification.ts';

/** The labels of facts. */
export type FactName =
  | 'error_code'
  | 'resource'
  | 'failed_step'
  | 'steps_reason'
  | 'meaning'
  | 'what_to_do'
  | 'ran_for'
  | 'last_status'
  | 'began'
  | 'answer'
  | 'when'
  | 'account'
  | 'project'
  | 'job'
  | 'labels'
  | 'reason'
  | 'links';

/** What stands in titles and sentences; every text is cut and free of control characters already. */
export interface TitleParts {
  /** The job by its label, or by its id. */
  what: string;
  /** The error code; empty where there is none. */
  code: string;
  status: string;
  /** How long the job ran; empty where that is not known. */
  ranFor: string;
  /** The API that is asked: `sdrs`, `otc`, `eu-de`. */
  api: { service: string; cloud: string; region: string };
  /** Since when it cannot be asked; empty where that is not known. */
  since: string;
  parts: { ended: number; of: number };
}

/** Everything that we say ourselves, in one language. What the cloud says stays as it is. */
export interface Strings {
  labels: Record<FactName, string>;
  /** Names of resources by the keys of `entities`. */
  resources: Record<string, string>;
  /** Labels of job types; of a type that is not there, the job's own label is shown. */
  jobTypes: Record<string, string>;
  /** A job without a label. */
  jobById: (id: string) => string;
  titles: Record<NotificationType, (parts: TitleParts) => string>;
  summaries: Record<NotificationType, (parts: TitleParts) => string>;
  /** Of a type that only a later release knows: its name is all that can be said. */
  unknownType: { title: (parts: TitleParts, type: string) => string; summary: string };
  /** What makes a rehearsal of a title and of a summary. */
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
