import type { WireJob } from './job-answers.ts';
import { hexId, idsOf, type JobIds } from './job-ids.ts';
import { noSuchJob, type Reply } from './reply.ts';
import {
  answerOf,
  jobIdOf,
  type Plot,
  plotOf,
  type StoryName,
  type StoryParameters,
  storyNames,
  type Truth,
  truthOf,
} from './stories.ts';

/** The options of a new job: its id, its begin, and parameters of its story. */
export interface JobOptions extends Partial<StoryParameters> {
  /** By default 32 hex digits derived from the number of earlier jobs. */
  jobId?: string;
  /** Milliseconds since 1970; by default the time at which the job is added. */
  beganAtMs?: number;
}

interface KnownJob {
  plot: Plot;
  ids: JobIds;
  requests: number;
  /** Absent until the first request for a job that every simulator knows. */
  beganAtMs: number | undefined;
}

export type JobRegister = ReturnType<typeof makeJobRegister>;

/** Makes the register of a simulated cloud's jobs. It begins with those of `jobIdOf`. */
export function makeJobRegister(now: () => number) {
  const jobs = new Map<string, KnownJob>();
  const keep = (jobId: string, plot: Plot, beganAtMs?: number): void => {
    jobs.set(jobId, { plot, ids: idsOf(jobId), requests: 0, beganAtMs });
  };
  const known = (jobId: string): KnownJob => {
    const job = jobs.get(jobId);
    if (job === undefined) throw new Error(`the simulator has no job ${jobId}: add it with addJob`);
    return job;
  };
  for (const story of storyNames) keep(jobIdOf(story), plotOf(story));

  return {
    /** Adds a job that follows a story. Returns its id. */
    add(story: StoryName, { jobId, beganAtMs, ...parameters }: JobOptions = {}): string {
      const id = jobId ?? hexId(`job ${jobs.size}`);
      keep(id, plotOf(story, parameters), beganAtMs ?? now());
      return id;
    },
    /** Answers a query. `issuedAtMs` is the time of issue of its credential. */
    ask(jobId: string, { issuedAtMs, credential }: { issuedAtMs: number; credential?: string }): Reply {
      const job = jobs.get(jobId);
      if (job === undefined) return noSuchJob;
      job.requests += 1;
      job.beganAtMs ??= now();
      return answerOf(job.plot, {
        request: job.requests,
        elapsedSeconds: (now() - job.beganAtMs) / 1_000,
        credentialSeconds: (issuedAtMs - job.beganAtMs) / 1_000,
        beganAtMs: job.beganAtMs,
        ids: job.ids,
        credential,
      });
    },
    /** Returns how often the job was queried with valid credentials. Throws for an unknown job. */
    requests: (jobId: string): number => known(jobId).requests,
    /** Returns the jobs that have failed by now, with their ids. */
    failed(): { job: WireJob; ids: JobIds }[] {
      const begun = [...jobs.values()].filter(({ beganAtMs }) => beganAtMs !== undefined);
      return begun.flatMap(({ plot, ids, beganAtMs = now() }) => {
        const truth = truthOf(plot, { ids, beganAtMs });
        const hasFailed = truth.kind === 'ends' && truth.atMs <= now() && truth.job.status === 'FAIL';
        return hasFailed ? [{ job: truth.job, ids }] : [];
      });
    },
    /**
     * Returns how the job really ends. A job that has not begun counts from now. Throws for an unknown job.
     */
    truth(jobId: string): Truth {
      const { plot, ids, beganAtMs } = known(jobId);
      return truthOf(plot, { ids, beganAtMs: beganAtMs ?? now() });
    },
  };
}
