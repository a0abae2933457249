import { jsonBytes } from './cut-text.ts';
import type { SubJob } from './job.ts';

interface Branch {
  subJob: SubJob;
  parts: Branch[];
  /** The most telling rank on the branch. */
  rank: number;
}

interface Twig {
  branch: Branch;
  parent: Branch | undefined;
}

/** The bytes of the smallest sub-job as JSON: it has an id, entities, a label and sub-jobs, all empty. */
const smallestSubJob = 52;

/** How many sub-jobs can be in so many bytes, whatever they are like. */
export const mostSubJobsIn = (bytes: number): number => Math.max(0, Math.floor(bytes / smallestSubJob));

export interface Room {
  maxBytes: number;
  /** What makes the texts of a sub-job short enough. */
  cut: (subJob: SubJob) => SubJob;
}

/**
 * Of a tree of sub-jobs, the part that takes at most `maxBytes` bytes as JSON in UTF-8, and how many are left out: the
 * succeeded first, then the running, then the failed, and nothing whose parent is left out. The order stays.
 */
export function fillSubJobs(subJobs: SubJob[], room: Room): { kept: SubJob[]; omitted: number } {
  const branches = subJobs.map(toBranch);
  const all = twigsOf(branches, undefined);
  const kept = fitting(all, room);
  return { kept: pruned(branches, kept), omitted: all.length - kept.size };
}

/** How many sub-jobs there are on all levels together. */
export const subJobCount = (subJobs: SubJob[]): number =>
  subJobs.reduce((count, { sub_jobs }) => count + 1 + subJobCount(sub_jobs), 0);

function toBranch(subJob: SubJob): Branch {
  const parts = subJob.sub_jobs.map(toBranch);
  const rank = parts.reduce((best, part) => Math.min(best, part.rank), rankOf(subJob));
  return { subJob, parts, rank };
}

function rankOf({ status }: SubJob): number {
  if (status === 'FAIL') return 0;
  return status === 'SUCCESS' ? 2 : 1;
}

const twigsOf = (branches: Branch[], parent: Branch | undefined): Twig[] =>
  branches.flatMap((branch) => [{ branch, parent }, ...twigsOf(branch.parts, branch)]);

function fitting(all: Twig[], { maxBytes, cut }: Room): Map<Branch, SubJob> {
  const kept = new Map<Branch, SubJob>();
  // The sort is stable and no part ranks before its parent: parents come first.
  const byRank = all.toSorted((a, b) => a.branch.rank - b.branch.rank);
  let left = maxBytes;
  for (const { branch, parent } of byRank.slice(0, mostSubJobsIn(maxBytes))) {
    const subJob = cut({ ...branch.subJob, sub_jobs: [] });
    const bytes = jsonBytes(subJob) + 1;
    if (bytes > left || (parent !== undefined && !kept.has(parent))) continue;
    left -= bytes;
    kept.set(branch, subJob);
  }
  return kept;
}

const pruned = (branches: Branch[], kept: Map<Branch, SubJob>): SubJob[] =>
  branches.flatMap((branch) => {
    const subJob = kept.get(branch);
    return subJob === undefined ? [] : [{ ...subJob, sub_jobs: pruned(branch.parts, kept) }];
  });
