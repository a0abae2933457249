import catalogue from './error-catalogue.json' with { type: 'json' };
import type { Advice, Job } from './job.ts';

const byCode = new Map(catalogue.map(({ code, meaning, action }) => [code, { meaning, action }]));

/** What an SDRS error code means and what to do about it; undefined for codes that SDRS does not document (`EVS.2024`). */
export function adviceFor(code: string): Advice | undefined {
  const entry = byCode.get(code.trim());
  return entry && { error_code: code.trim(), ...entry };
}

/** The advice for a failed job: for what caused it, where the catalogue knows that code, else for the job's own code. */
export function adviceForJob(job: Pick<Job, 'error_code' | 'root_cause'>): Advice | undefined {
  return adviceFor(job.root_cause?.error_code ?? '') ?? adviceFor(job.error_code ?? '');
}
