import {
  failingJob,
  type JobPlot,
  type JobTime,
  jobFailingInSubJob,
  jobWithSubJobs,
  type ReportJob,
  succeedingJob,
  type WireJob,
} from './job-answers.ts';
import { hexId } from './job-ids.ts';
import { jsonReply, type Reply } from './reply.ts';
import * as troubles from './troubles.ts';

/** The stories of jobs that the simulated cloud plays. */
export const storyNames = [
  'succeeds',
  'succeeds-with-sub-jobs',
  'fails-with-code',
  'fails-in-sub-job',
  'never-ends',
  'throttles',
  'outage',
  'expires-token',
  'unknown-job',
  'not-yet-visible',
  'forgets-job',
  'denied',
  'refuses',
  'unknown-status',
  'bad-json',
  'wrong-job',
  'resets-connection',
  'hangs-connection',
  'goes-back',
] as const;
export type StoryName = (typeof storyNames)[number];

/** The parameters of a story: its job, and the trouble with its query. */
export interface StoryParameters extends JobPlot {
  /** From the job's begin to the trouble. */
  troubleAfterSeconds: number;
  /** The duration of the trouble. Infinity if it never ends. */
  troubleSeconds: number;
  /** 1: the trouble affects every request in that time. 3: every third request. */
  troubleEvery: number;
  /** The Retry-After of a throttled request. */
  retryAfterSeconds: number;
  /** Replaces the answer to a request; undefined leaves it as it is. Tests inject faults here. */
  spoil: (answer: UsualAnswer, scene: Plot & Moment) => Reply | undefined;
}

/** The job, and the reply that the story's own trouble puts in its place. */
export interface UsualAnswer {
  job: WireJob;
  trouble: Reply | undefined;
}

/** How a story's job really ends, whatever the API says meanwhile. */
export type Truth =
  /** `job` is the answer without trouble from then on. */
  { kind: 'ends'; atMs: number; job: WireJob } | { kind: 'never_ends' } | { kind: 'no_job' };

/** One query of a job. */
export interface Moment extends JobTime {
  /** The number of queries of this job, including this one. */
  request: number;
  /**
   * The time of issue of the credential, in seconds since the job began. A signature is issued with its
   * request.
   */
  credentialSeconds: number;
  /** The token or signature, for a gateway that repeats it. */
  credential?: string | undefined;
}

interface Story {
  job: ReportJob;
  trouble?: troubles.Trouble;
  parameters?: Partial<StoryParameters>;
}

const always = { troubleAfterSeconds: 0, troubleSeconds: Infinity };

const stories: Record<StoryName, Story> = {
  succeeds: { job: succeedingJob },
  'succeeds-with-sub-jobs': { job: jobWithSubJobs, parameters: { jobType: 'stopProtectionGroupNoCG' } },
  'fails-with-code': {
    job: failingJob,
    parameters: {
      jobType: 'failoverProtectionGroupNoCG',
      errorCode: 'SDRS.1030',
      failReason: 'Failed to perform the failover',
    },
  },
  'fails-in-sub-job': {
    job: jobFailingInSubJob,
    parameters: {
      jobType: 'createProtectedInstanceNoCG',
      errorCode: 'EVS.2024',
      failReason: 'SdrsGenerateNativeServerParamsTask-fail:volume is error!',
    },
  },
  'never-ends': { job: succeedingJob, parameters: { durationSeconds: Infinity } },
  throttles: { job: succeedingJob, trouble: troubles.throttled },
  outage: { job: succeedingJob, trouble: troubles.badGateway },
  'expires-token': {
    job: succeedingJob,
    trouble: troubles.tokenExpired,
    parameters: { troubleSeconds: Infinity },
  },
  'unknown-job': { job: succeedingJob, trouble: troubles.notFound, parameters: always },
  'not-yet-visible': {
    job: succeedingJob,
    trouble: troubles.notFound,
    parameters: { troubleAfterSeconds: 0 },
  },
  'forgets-job': { job: succeedingJob, trouble: troubles.notFound, parameters: { troubleSeconds: Infinity } },
  denied: { job: succeedingJob, trouble: troubles.denied, parameters: always },
  refuses: {
    job: succeedingJob,
    trouble: troubles.refused,
    parameters: { ...always, errorCode: 'SDRS.0201', failReason: 'Invalid request parameters' },
  },
  'unknown-status': { job: succeedingJob, trouble: troubles.withStatus('PENDING_PAYMENT') },
  'bad-json': { job: succeedingJob, trouble: troubles.cutShort },
  'wrong-job': { job: succeedingJob, trouble: troubles.anotherJob },
  'resets-connection': { job: succeedingJob, trouble: troubles.fault('reset') },
  'hangs-connection': { job: succeedingJob, trouble: troubles.fault('hang') },
  'goes-back': { job: succeedingJob, trouble: troubles.withStatus('INIT') },
};

const defaults: StoryParameters = {
  durationSeconds: 90,
  jobType: 'createProtectionGroupNoCG',
  errorCode: 'SDRS.0405',
  failReason: 'Failed to execute the job',
  troubleAfterSeconds: 20,
  troubleSeconds: 30,
  troubleEvery: 1,
  retryAfterSeconds: 15,
  spoil: () => undefined,
};

/** A story with all its parameters. */
export interface Plot extends StoryParameters {
  story: StoryName;
}

/** Fills in the defaults of a story (the job takes 90 s, the trouble lasts from 20 s to 50 s). */
export const plotOf = (story: StoryName, parameters: Partial<StoryParameters> = {}): Plot => ({
  ...defaults,
  ...stories[story].parameters,
  ...parameters,
  story,
});

/** Returns the id of the job that every simulator has for a story: 32 hex digits derived from its name. */
export const jobIdOf = (story: StoryName): string => hexId(`story ${story}`);

/** Returns the reply to a query at this moment. */
export function answerOf(plot: Plot, moment: Moment): Reply {
  const { job: reportJob, trouble } = stories[plot.story];
  const job = reportJob(plot, moment);
  const scene = { ...plot, ...moment };
  const inTheWay = isTroubled(plot, moment) ? trouble?.(job, scene) : undefined;
  return plot.spoil({ job, trouble: inTheWay }, scene) ?? inTheWay ?? jsonReply(200, job);
}

/** Returns how the job really ends. */
export function truthOf(plot: Plot, { ids, beganAtMs }: Omit<JobTime, 'elapsedSeconds'>): Truth {
  const { durationSeconds } = plot;
  if (plot.story === 'unknown-job') return { kind: 'no_job' };
  if (durationSeconds === Infinity) return { kind: 'never_ends' };
  const job = stories[plot.story].job(plot, { ids, beganAtMs, elapsedSeconds: durationSeconds });
  return { kind: 'ends', atMs: beganAtMs + durationSeconds * 1_000, job };
}

function isTroubled(plot: Plot, { elapsedSeconds, request }: Moment): boolean {
  const into = elapsedSeconds - plot.troubleAfterSeconds;
  return into >= 0 && into < plot.troubleSeconds && request % plot.troubleEvery === 0;
}
