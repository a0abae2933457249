import type { WireJob } from './job-answers.ts';
import { hexId, idsAround, type JobIds } from './job-ids.ts';
import { noSuchJob, type Reply } from './reply.ts';
import {
  jobIdOf,
  type Plot,
  plotOf,
  type StoryName,
  type StoryParameters,
  storyNames,
  type Truth,
  tell,
  truthOf,
} from './stories.ts';

/**
 * What can be said about a job when it is added: its id, when it began, and any of its story's parameters.
 */
export interface JobOptions extends Partial<StoryParameters> {
  /** By default 32 hex digits that follow from how many jobs were added before. */
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

/** Every job of a pretend cloud, those of `jobIdOf` from its start. Each request is one look-up. */
export function makeJobRegister(now: () => number) {
  const jobs = new Map<string, KnownJob>();
  const keep = (jobId: string, plot: Plot, beganAtMs?: number): void => {
    jobs.set(jobId, { plot, ids: idsAround(jobId), requests: 0, beganAtMs });
  };
  const known = (jobId: string): KnownJob => {
    const job = jobs.get(jobId);
    if (job === undefined)
      throw new Error(`the simulator was never told of the job ${jobId}: add it with addJob`);
    return job;
  };
  for (const story of storyNames) keep(jobIdOf(story), plotOf(story));

  return {
    /** Adds a job that goes as the story says; returns its id. */
    add(story: StoryName, { jobId, beganAtMs, ...parameters }: JobOptions = {}): string {
      const id = jobId ?? hexId(`job ${jobs.size}`);
      keep(id, plotOf(story, parameters), beganAtMs ?? now());
      return id;
    },
    /** What a request for the job gets. `issuedAtMs` is when its credential was issued. */
    ask(jobId: string, { issuedAtMs, credential }: { issuedAtMs: number; credential?: string }): Reply {
      const job = jobs.get(jobId);
      if (job === undefined) return noSuchJob;
      job.requests += 1;
      job.beganAtMs ??= now();
      return tell(job.plot, {
        request: job.requests,
        elapsedSeconds: (now() - job.beganAtMs) / 1_000,
        credentialSeconds: (issuedAtMs - job.beganAtMs) / 1_000,
        beganAtMs: job.beganAtMs,
        ids: job.ids,
        credential,
      });
    },
    /** How often the job was asked for with accepted credentials. Throws for a job that was never added. */
    requests: (jobId: string): number => known(jobId).requests,
    /** The jobs that have failed by now, with the ids around each. */
    failed(): { job: WireJob; ids: JobIds }[] {
      const begun = [...jobs.values()].filter(({ beganAtMs }) => beganAtMs !== undefined);
      return begun.flatMap(({ plot, ids, beganAtMs = now() }) => {
        const truth = truthOf(plot, { ids, beganAtMs });
        const hasFailed = truth.kind === 'ends' && truth.atMs <= now() && truth.job.status === 'FAIL';
        return hasFailed ? [{ job: truth.job, ids }] : [];
      });
    },
    /**
     * How the job ends in truth; a job that has not begun is taken to begin now. Throws for a job that was
     * never added.
     */
    truth(jobId: string): Truth {
      const { plot, ids, beganAtMs } = known(jobId);
      return truthOf(plot, { ids, beganAtMs: beganAtMs ?? now() });
    },
  };
}
