import * as z from 'zod';

/** The id of a job, as the API gives it: 32 hex digits in every published example, but only its alphabet and length are relied on. */
export const JobId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{8,64}$/, 'expected 8 to 64 letters, digits, "_" or "-"')
  .brand<'JobId'>();
export type JobId = z.infer<typeof JobId>;

/** The id of a project (tenant): it is a segment of the URL of every poll. */
export const ProjectId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{8,64}$/, 'expected 8 to 64 letters, digits, "_" or "-"')
  .brand<'ProjectId'>();
export type ProjectId = z.infer<typeof ProjectId>;

/** The service that runs the job: the first label of its endpoint's host name (`sdrs`, `ecs`, `evs` …). */
export const Service = z.string().regex(/^[a-z][a-z0-9-]{1,30}$/, 'expected a service name such as "sdrs"');
