import { cutText, jsonBytes } from './cut-text.ts';
import { fillSubJobs, mostSubJobsIn, subJobCount } from './fit-sub-jobs.ts';
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
    cutText(key, bytes),
    cutValue(value, bytes),
  ]);
  return { ...cutFields(part, ['fail_reason'], bytes), entities: Object.fromEntries(entities) };
}

/** A value that is too long is told by the beginning of its JSON. */
function cutValue(value: unknown, bytes: number): unknown {
  if (typeof value === 'string') return cutText(value, bytes);
  return jsonBytes(value) <= bytes ? value : cutText(JSON.stringify(value), bytes);
}

function cutFields<Field extends string, Whole extends { [Name in Field]?: string | undefined }>(
  whole: Whole,
  fields: readonly Field[],
  bytes: number,
): Whole {
  const cut: { [Name in Field]?: string } = {};
  for (const field of fields) {
    const text = whole[field];
    if (text !== undefined) cut[field] = cutText(text, bytes);
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
