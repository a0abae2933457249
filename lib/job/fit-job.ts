import { cutToBytes, jsonBytes } from './cut-text.ts';
import type { Job, SubJob } from './job.ts';

/** What a name, id or time is cut to when nothing else is left to cut. */
const nameBytes = 128;
/** A number's longest form in JSON: kept free, as the count of what is left out is known last. */
const numberBytes = 24;

const nameFields = ['job_id', 'job_type', 'status', 'begin_time', 'end_time', 'error_code', 'label'] as const;

/**
 * Keeps the state of a watch small: the job itself when its JSON takes at most `maxBytes` bytes of UTF-8, else the job
 * with its long texts cut; if that is not enough, without sub-jobs, succeeded ones first, and last without entities.
 * What is told of names, times, status and codes stays, and is cut only where hostile lengths leave no other way. The
 * result fits for every `maxBytes` from 4,096 on.
 */
export function fitJob(job: Job, maxBytes: number): Job {
  const textBytes = maxBytes >> 4;
  // With more sub-jobs than ever fit there is no need to measure, which takes seconds for a hostile answer.
  if (subJobCount(job.sub_jobs) > mostSubJobsIn(maxBytes)) return filled(job, { maxBytes, textBytes });
  if (jsonBytes(job) <= maxBytes) return job;
  const longer = withTextsCut(job, 2 * textBytes);
  if (jsonBytes(longer) <= maxBytes) return longer;
  const shorter = withTextsCut(job, textBytes);
  return jsonBytes(shorter) <= maxBytes ? shorter : filled(job, { maxBytes, textBytes });
}

function withTextsCut(job: Job, bytes: number): Job {
  const { root_cause, advice } = job;
  return {
    ...cutPart(job, bytes),
    sub_jobs: job.sub_jobs.map((subJob) => cutSubJob(subJob, bytes)),
    ...(root_cause && { root_cause: cutPart(root_cause, bytes) }),
    ...(advice && { advice: cutFields(advice, ['meaning', 'action'], bytes) }),
  };
}

const cutSubJob = (subJob: SubJob, bytes: number): SubJob => ({
  ...cutPart(subJob, bytes),
  sub_jobs: subJob.sub_jobs.map((inner) => cutSubJob(inner, bytes)),
});

interface Part {
  fail_reason?: string | undefined;
  entities: Record<string, unknown>;
}

function cutPart<Whole extends Part>(part: Whole, bytes: number): Whole {
  const entities = Object.entries(part.entities).map(([key, value]) => [
    cutToBytes(key, bytes),
    cutValue(value, bytes),
  ]);
  return { ...cutFields(part, ['fail_reason'], bytes), entities: Object.fromEntries(entities) };
}

/** A value that is too long is told by the beginning of its JSON. */
function cutValue(value: unknown, bytes: number): unknown {
  if (typeof value === 'string') return cutToBytes(value, bytes);
  return jsonBytes(value) <= bytes ? value : cutToBytes(JSON.stringify(value), bytes);
}

function cutFields<Field extends string, Whole extends { [Name in Field]?: string | undefined }>(
  whole: Whole,
  fields: readonly Field[],
  bytes: number,
): Whole {
  const cut: { [Name in Field]?: string } = {};
  for (const field of fields) {
    const text = whole[field];
    if (text !== undefined) cut[field] = cutToBytes(text, bytes);
  }
  return { ...whole, ...cut };
}

/** The core of the job, and in what room it leaves: entities, then sub-jobs, the most telling first. */
function filled(job: Job, { maxBytes, textBytes }: { maxBytes: number; textBytes: number }): Job {
  const bare = withTextsCut({ ...job, sub_jobs: [] }, textBytes);
  const omittedBefore = job.sub_jobs_omitted ?? 0;
  const core = coreOf({ ...bare, sub_jobs_omitted: omittedBefore + subJobCount(job.sub_jobs) }, maxBytes);
  const room = maxBytes - jsonBytes(core) - numberBytes;
  const own = fittingEntities(bare.entities, room / 2);
  const causes = fittingEntities(bare.root_cause?.entities ?? {}, room - own.bytes);
  const subJobs = fillSubJobs(job.sub_jobs, {
    maxBytes: room - own.bytes - causes.bytes,
    cut: (subJob) => cutPart(subJob, textBytes),
  });
  return {
    ...core,
    entities: own.entities,
    sub_jobs: subJobs.kept,
    ...(core.root_cause && { root_cause: { ...core.root_cause, entities: causes.entities } }),
    sub_jobs_omitted: omittedBefore + subJobs.omitted,
  };
}

/** The job without what can be left out, its names cut only if they alone are too long. */
function coreOf(job: Job, maxBytes: number): Job {
  const { root_cause } = job;
  const core = {
    ...job,
    entities: {},
    ...(root_cause && { root_cause: { ...root_cause, entities: {} } }),
  };
  return jsonBytes(core) <= maxBytes ? core : withNamesCut(core);
}

function withNamesCut(job: Job): Job {
  const { root_cause, advice } = job;
  return {
    ...cutFields(job, nameFields, nameBytes),
    ...(root_cause && { root_cause: cutFields(root_cause, nameFields, nameBytes) }),
    ...(advice && { advice: cutFields(advice, ['error_code'], nameBytes) }),
  };
}

function fittingEntities(entities: Record<string, unknown>, maxBytes: number) {
  let bytes = 0;
  const kept = Object.entries(entities).filter(([key, value]) => {
    const size = jsonBytes(key) + jsonBytes(value) + 2;
    if (bytes + size > maxBytes) return false;
    bytes += size;
    return true;
  });
  return { entities: Object.fromEntries(kept), bytes };
}

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
const mostSubJobsIn = (bytes: number): number => Math.max(0, Math.floor(bytes / smallestSubJob));

interface Bound {
  maxBytes: number;
  /** What makes the texts of a sub-job short enough. */
  cut: (subJob: SubJob) => SubJob;
}

/**
 * Of a tree of sub-jobs, the part that takes at most `maxBytes` bytes as JSON in UTF-8, and how many are left out: the
 * succeeded first, then the running, then the failed, and nothing whose parent is left out. The order stays.
 */
function fillSubJobs(subJobs: SubJob[], bound: Bound): { kept: SubJob[]; omitted: number } {
  const branches = subJobs.map(toBranch);
  const all = twigsOf(branches, undefined);
  const kept = fitting(all, bound);
  return { kept: pruned(branches, kept), omitted: all.length - kept.size };
}

/** How many sub-jobs there are on all levels together. */
const subJobCount = (subJobs: SubJob[]): number =>
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

function fitting(all: Twig[], { maxBytes, cut }: Bound): Map<Branch, SubJob> {
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
