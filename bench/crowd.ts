import * as z from 'zod';
import { storyNames } from '../lib/simulator/stories.ts';

/** A crowd of simulated jobs, as `crowd-cloud.ts` takes it: JSON in its one argument. */
export const CrowdPlan = z.strictObject({
  jobs: z.number(),
  shortestSeconds: z.number(),
  longestSeconds: z.number(),
  /** Taken in turn. */
  stories: z.array(z.enum(storyNames)).min(1),
});
export type CrowdPlan = z.infer<typeof CrowdPlan>;

const Outcome = z.enum(['succeeded', 'failed', 'timed_out', 'unreachable']);

/**
 * What `crowd-cloud.ts` tells its parent: where the cloud is, and every job with the outcome that a watch of
 * it must have.
 */
export const Crowd = z.strictObject({
  url: z.string(),
  projectId: z.string(),
  token: z.string(),
  jobs: z.array(z.strictObject({ id: z.string(), outcome: Outcome })),
});
export type Crowd = z.infer<typeof Crowd>;
