import * as z from 'zod';
import { storyNames } from '../lib/simulator/stories.ts';

/** The crowd of simulated jobs to make. `crowd-cloud.ts` reads it as JSON from its only argument. */
export const CrowdPlan = z.strictObject({
  jobs: z.number(),
  shortestSeconds: z.number(),
  longestSeconds: z.number(),
  /** The jobs get these in rotation. */
  stories: z.array(z.enum(storyNames)).min(1),
});
export type CrowdPlan = z.infer<typeof CrowdPlan>;

const Outcome = z.enum(['succeeded', 'failed', 'timed_out', 'unreachable']);

/**
 * The message of `crowd-cloud.ts` to its parent: the cloud's address, and each job with the outcome that its
 * watch must report.
 */
export const Crowd = z.strictObject({
  url: z.string(),
  projectId: z.string(),
  token: z.string(),
  jobs: z.array(z.strictObject({ id: z.string(), outcome: Outcome })),
});
export type Crowd = z.infer<typeof Crowd>;
