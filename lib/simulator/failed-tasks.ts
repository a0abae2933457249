import type { JobRegister } from './job-register.ts';
import { jsonReply, type Reply } from './reply.ts';

/** The documented lists. Both begin at `offset` and have at most `limit` entries. */
const paths = {
  failures: /^\/v1\/[^/]+\/task-center\/failure-jobs$/,
  groups: /^\/v1\/[^/]+\/server-groups$/,
};
const defaultLimit = 1_000;

type Failed = ReturnType<JobRegister['failed']>[number];

/** Returns whether the path is that of the failed tasks or of the protection groups. */
export const isListPath = (path: string): boolean => paths.failures.test(path) || paths.groups.test(path);

/**
 * Answers `GET /v1/{project_id}/task-center/failure-jobs` and `GET /v1/{project_id}/server-groups` (SDRS API
 * reference). Without a protection group the list contains the failures of groups themselves, with one those
 * inside it.
 */
export function answerList(target: string, failed: readonly Failed[]): Reply {
  const { pathname, searchParams: query } = new URL(target, 'http://simulator.invalid');
  if (paths.groups.test(pathname)) {
    const groups = [...new Set(failed.map(({ ids }) => ids.serverGroupId))];
    return listReply(
      'server_groups',
      groups.map((id) => ({ id, name: `group-${id.slice(0, 8)}` })),
      query,
    );
  }
  const group = query.get('server_group_id');
  const listed = failed.filter(({ job, ids }) =>
    group === null ? isOfGroups(job) : !isOfGroups(job) && ids.serverGroupId === group,
  );
  return listReply('failure_jobs', listed.map(failureJob), query);
}

const isOfGroups = ({ job_type }: Failed['job']): boolean => job_type.includes('ProtectionGroup');

/**
 * As in the documented example: a begin without an end, and `job_status` instead of the job query's `status`.
 */
const failureJob = ({ job, ids }: Failed) => ({
  job_status: 'FAIL',
  resource_id: ids.serverGroupId,
  resource_name: `of-${job.job_id.slice(0, 8)}`,
  resource_type: isOfGroups(job) ? 'server_groups' : 'protectedInstance',
  failure_status: `${/^[a-z]+/.exec(job.job_type)?.join() ?? 'create'}Fail`,
  job_id: job.job_id,
  job_type: job.job_type,
  begin_time: job.begin_time,
  error_code: job.error_code,
  fail_reason: job.fail_reason,
});

function listReply(name: string, entries: readonly object[], query: URLSearchParams): Reply {
  const offset = Number(query.get('offset') ?? 0);
  const page = entries.slice(offset, offset + Number(query.get('limit') ?? defaultLimit));
  return jsonReply(200, { count: entries.length, [name]: page });
}
