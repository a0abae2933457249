import { cut } from '../job/cut-text.ts';
import type { Job } from '../job/job.ts';
import { untrustedLine } from '../job/plain-text.ts';
import type { Locale } from './locale.ts';

/** What a job is called in titles. One that no poll has seen has no name but its id. */
export function subjectOf(job: Pick<Job, 'job_type' | 'label' | 'job_id'>, { strings }: Locale): string {
  const label = jobLabel(job, { strings });
  return label === '' || label === 'Job' ? strings.jobById(shortId(job.job_id)) : cut(label, 80);
}

/** The label of a job or of one of its parts: by its type where our words have it, else its own. */
export function jobLabel(
  { job_type: type = '', label }: { job_type?: string | undefined; label: string },
  { strings }: Pick<Locale, 'strings'>,
): string {
  const name = type.replace(/(?:NoCG|New)$/, '');
  return (Object.hasOwn(strings.jobTypes, name) ? strings.jobTypes[name] : undefined) ?? untrustedLine(label);
}

/** Ids of jobs are at most 64 characters: longer ones are not from the API. */
export const shortId = (id: string): string => cut(untrustedLine(id), 64);
