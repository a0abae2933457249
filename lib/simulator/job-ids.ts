import { createHash } from 'node:crypto';

/** The ids in the story of one job. */
export interface JobIds {
  /** 32 hex digits, as in the API document. */
  jobId: string;
  /** Of the job that `wrong-job` answers with. */
  otherJobId: string;
  subJobIds: [string, string];
  serverGroupId: string;
  volumeId: string;
}

/** Returns 32 hex digits derived from a text, in the form of a job or project id. */
export const hexId = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** Returns the ids of a job's story, derived from the job's id. */
export function idsOf(jobId: string): JobIds {
  return {
    jobId,
    otherJobId: hexId(`${jobId} other`),
    subJobIds: [hexId(`${jobId} sub-job 1`), hexId(`${jobId} sub-job 2`)],
    serverGroupId: uuid(`${jobId} server group`),
    volumeId: uuid(`${jobId} volume`),
  };
}

/** Returns an id in the form of a version 4 UUID, as groups and volumes have. */
const uuid = (text: string): string =>
  hexId(text).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5');
