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

/** What the pretend cloud can tell about a job. */
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

/** What can be set about a story: its job, and the trouble that gets in the way of asking for it. */
export interface StoryParameters extends JobPlot {
  /** From the job's begin to the trouble. */
  troubleAfterSeconds: number;
  /** How long the trouble lasts; infinite where nothing heals it. */
  troubleSeconds: number;
  /** 1: every request in that time meets the trouble; 3: every third request of the job. */
  troubleEvery: number;
  /** What a throttled request is told in Retry-After. */
  retryAfterSeconds: number;
  /** Replaces the answer to a request; undefined leaves it as it is. Tests inject faults here. */
  spoil: (answer: UsualAnswer, scene: Plot & Moment) => Reply | undefined;
}

/** The job, and the reply that the story's own trouble puts in its place. */
export interface UsualAnswer {
  job: WireJob;
  trouble: Reply | undefined;
}

/** What becomes of a story's job in truth, whatever the API says about it meanwhile. */
export type Truth =
  /** `job` is what an untroubled request gets from then on. */
  { kind: 'ends'; atMs: number; job: WireJob } | { kind: 'never_ends' } | { kind: 'no_job' };

/** One request for a job, as a story sees it. */
export interface Moment extends JobTime {
  /** How often this job has been asked, this time included. */
  request: number;
  /**
   * When the token of this request was issued, in seconds since the job began; a signature is as fresh as its
   * request.
   */
  credentialSeconds: number;
  /** The token or signature of this request, for a gateway that repeats it. */
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

/**
 * A story with its parameters filled in: what is settled once for a job, so that each request only polls it
 * up.
 */
export interface Plot extends StoryParameters {
  story: StoryName;
}

/**
 * Settles a story; what is not given is the story's own default (the job takes 90 seconds, trouble lasts from
 * 20 to 50).
 */
export const plotOf = (story: StoryName, parameters: Partial<StoryParameters> = {}): Plot => ({
  ...defaults,
  ...stories[story].parameters,
  ...parameters,
  story,
});

/**
 * The id under which every simulator tells a story without being told to: 32 hex digits that follow from its
 * name.
 */
export const jobIdOf = (story: StoryName): string => hexId(`story ${story}`);

/** What the pretend cloud does when a job is asked for at this moment. */
export function tell(plot: Plot, moment: Moment): Reply {
  const { job: reportJob, trouble } = stories[plot.story];
  const job = reportJob(plot, moment);
  const scene = { ...plot, ...moment };
  const inTheWay = isTroubled(plot, moment) ? trouble?.(job, scene) : undefined;
  return plot.spoil({ job, trouble: inTheWay }, scene) ?? inTheWay ?? jsonReply(200, job);
}

/** What becomes of the job in truth. */
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
