import { createHash } from 'node:crypto';

/** Every id that a story about one job tells. */
export interface JobIds {
  /** 32 hex digits, as in the API document. */
  jobId: string;
  /** Of the job that `wrong-job` answers with. */
  otherJobId: string;
  subJobIds: [string, string];
  serverGroupId: string;
  volumeId: string;
}

/** 32 hex digits that follow from a text: the shape of a job's or project's id, the same on every run. */
export const hexId = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** The ids that go with a job, derived from its own. */
export function idsAround(jobId: string): JobIds {
  return {
    jobId,
    otherJobId: hexId(`${jobId} other`),
    subJobIds: [hexId(`${jobId} sub-job 1`), hexId(`${jobId} sub-job 2`)],
    serverGroupId: uuid(`${jobId} server group`),
    volumeId: uuid(`${jobId} volume`),
  };
}

/** Shaped as a random (version 4) UUID, which the ids of groups and volumes are. */
const uuid = (text: string): string =>
  hexId(text).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5');
