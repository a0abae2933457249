import { statusName } from '../job/http-status.ts';
import { parseJson } from '../job/json-value.ts';
import type { PollProblem } from '../job/poll.ts';
import { type HttpJobAnswer, readProblem } from '../job/read-job-answer.ts';
import type { Account } from '../watch/account.ts';
import {
  type FailedJob,
  type FailedJobs,
  type ListFailedJobs,
  serviceWithFailures,
} from '../watch/sweep/failed-jobs.ts';
import { type AskCloud, type CloudDeps, makeAskCloud } from './ask-cloud.ts';
import { FailureJob, pageIn, ServerGroup } from './failed-tasks-schemas.ts';
import { type Listed, listPages, type PageAnswer } from './list-pages.ts';

/** The most requests for one listing. A project with more protection groups is listed in part. */
const mostRequests = 300;

type List = 'failure_jobs' | 'server_groups';
type AskPage = (path: string, list: List) => Promise<PageAnswer>;

/**
 * Makes a function that lists failed tasks with `GET /v1/{project_id}/task-center/failure-jobs` (SDRS API
 * reference, "Querying Failed Tasks"). Without a protection group the API lists failures of groups
 * themselves; with one, failures inside it. So each group is queried too. Entries are never deleted.
 */
export function makeListFailedJobs(deps: CloudDeps): ListFailedJobs {
  const askCloud = makeAskCloud(deps);
  return async (account) => {
    const askPage = makeAskPage(askCloud, account);
    const ofGroups = await listFailures(askPage);
    if (ofGroups.entries.length === 0 && ofGroups.problem !== undefined) return notListed(ofGroups.problem);
    const groups = await listPages((query) => askPage(`/server-groups?${query}`, 'server_groups'));
    const inGroups = await listInGroups(groups.entries, askPage);
    return together([ofGroups, ...inGroups], groups);
  };
}

/** Makes a function that requests pages until the bound is reached. */
function makeAskPage(askCloud: AskCloud, account: Account): AskPage {
  let requests = 0;
  return async (path, list) => {
    requests += 1;
    if (requests > mostRequests)
      return problem('throttled', `Reading stopped after ${mostRequests} requests.`);
    const asked = await askCloud({ account, service: serviceWithFailures, path });
    if (asked.kind === 'problem') return asked;
    const page = pageIn(parseJson(asked.answer.body), list);
    return page === undefined ? noList(asked.answer) : { kind: 'page', page };
  };
}

const listFailures = (askPage: AskPage, filter = ''): Promise<Listed> =>
  listPages((query) => askPage(`/task-center/failure-jobs?${filter}${query}`, 'failure_jobs'));

async function listInGroups(groups: Listed['entries'], askPage: AskPage): Promise<Listed[]> {
  const listed: Listed[] = [];
  for (const { id } of groups.flatMap((group) => ServerGroup.safeParse(group).data ?? [])) {
    const failures = await listFailures(askPage, `server_group_id=${id}&`);
    // The group was deleted meanwhile.
    if (failures.problem?.kind === 'not_found') continue;
    listed.push(failures);
    if (meetsAll(failures.problem)) break;
  }
  return listed;
}

/** Returns whether the next group would have the same problem. */
function meetsAll(problem: PollProblem | undefined): boolean {
  switch (problem?.kind) {
    case 'no_connection':
    case 'network':
    case 'throttled':
    case 'credentials':
    case 'denied':
      return true;
    case 'server':
    case 'not_a_job':
    case 'not_found':
    case 'refused':
    case undefined:
      return false;
  }
}

function together(failures: readonly Listed[], groups: Listed): FailedJobs {
  const entries = failures.flatMap((listed) => listed.entries);
  const jobs = new Map(entries.flatMap(toFailedJob).map((job) => [job.job_id, job]));
  const unusable =
    entries.filter((entry) => !FailureJob.safeParse(entry).success).length +
    groups.entries.filter((group) => !ServerGroup.safeParse(group).success).length;
  const why = [...new Set([groups, ...failures].flatMap((listed) => listed.why ?? []))].slice(0, 3);
  if (unusable > 0) why.push(`Entries without an id that can be asked for: ${unusable}.`);
  return why.length === 0
    ? { kind: 'jobs', jobs: [...jobs.values()], complete: true }
    : { kind: 'jobs', jobs: [...jobs.values()], complete: false, why: why.join(' ') };
}

function toFailedJob(entry: Record<string, unknown>): FailedJob[] {
  const read = FailureJob.safeParse(entry);
  if (!read.success) return [];
  const { job_status: status = 'FAIL', ...job } = read.data;
  return status.trim().toUpperCase() === 'FAIL' ? [job] : [];
}

function notListed(problem: PollProblem): FailedJobs {
  if (problem.kind !== 'not_found') return { kind: 'problem', problem };
  const message = `This cloud or region seems not to offer the list of failed tasks. ${problem.message}`;
  return { kind: 'problem', problem: { ...problem, message } };
}

function noList(answer: HttpJobAnswer): PageAnswer {
  if (parseJson(answer.body) === undefined) return { kind: 'problem', problem: readProblem(answer) };
  return problem(
    'not_a_job',
    `The API answered ${statusName(answer.status)} with JSON that is not the requested list.`,
  );
}

const problem = (kind: PollProblem['kind'], message: string): PageAnswer => ({
  kind: 'problem',
  problem: { kind, message },
});
