import type { Job, SubJob } from '../job/job.ts';
import type { Notice } from '../notice/notice.ts';
import { humaneDuration, humaneTime } from './humane-time.ts';
import { bold, code, plain, type Span } from './span.ts';

/** One thing to know. The label is ours; the value may hold text from outside, and always has a span with text. */
export interface Fact {
  label: string;
  value: Span[];
}

const resourceNames: Record<string, string> = {
  server_group_id: 'Protection group',
  protected_instance_id: 'Protected instance',
  replication_pair_id: 'Replication pair',
  disaster_recovery_drill_id: 'DR drill',
  native_server_id: 'DR site server',
  volume_ids: 'Disks',
  nic_id: 'NIC',
};
const mostResources = 4;

/** What people ask next after a title: at most 16 facts, of which each has something to say. */
export function factsOf(notice: Notice): Fact[] {
  const { job, account, labels } = notice;
  const all: Fact[] = [
    { label: 'Error code', value: [code(job.error_code ?? '')] },
    ...resourcesOf(job),
    ...rootCauseFacts(job),
    ...adviceFacts(job),
    ...progressFacts(notice),
    { label: 'Account', value: [plain(`${account.id} (${account.cloud}, ${account.region})`)] },
    { label: 'Project', value: [code(account.project_id)] },
    { label: 'Job', value: [code(job.job_id)] },
    { label: 'Labels', value: [plain(pairs(labels))] },
  ];
  return all.flatMap(({ label, value }) => {
    const said = value.filter(({ text }) => text !== '');
    return said.length === 0 ? [] : [{ label, value: said }];
  });
}

/** What the job works on: its own entities, then those of the part that failed, then those of all its parts. */
function resourcesOf({ entities, root_cause: rootCause, sub_jobs: subJobs }: Job): Fact[] {
  const named = new Map<string, string>();
  for (const known of [entities, rootCause?.entities ?? {}, entitiesOfParts(subJobs)]) {
    for (const [key, value] of Object.entries(known)) {
      const text = wordsOf(value);
      if (text !== '' && !named.has(key)) named.set(key, text);
    }
  }
  return [...named].slice(0, mostResources).map(([key, text]) => {
    const label = Object.hasOwn(resourceNames, key) ? resourceNames[key] : undefined;
    return label === undefined
      ? { label: 'Resource', value: [plain(key), code(text)] }
      : { label, value: [code(text)] };
  });
}

/** Parts that work on things of one kind are told in one fact, each thing once. */
function entitiesOfParts(subJobs: readonly SubJob[]): Record<string, string[]> {
  const all = allParts(subJobs).flatMap(({ entities }) => Object.entries(entities));
  const byKey = [...Map.groupBy(all, ([key]) => key)];
  return Object.fromEntries(
    byKey.map(([key, found]) => [key, [...new Set(found.map(([, value]) => wordsOf(value)))]]),
  );
}

const allParts = (subJobs: readonly SubJob[]): SubJob[] =>
  subJobs.flatMap((part) => [part, ...allParts(part.sub_jobs)]);

function wordsOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(wordsOf).filter(Boolean).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function rootCauseFacts({ root_cause: rootCause, fail_reason: failReason }: Job): Fact[] {
  if (rootCause === undefined) return [];
  const reason = rootCause.fail_reason === failReason ? '' : (rootCause.fail_reason ?? '');
  return [
    { label: 'Failed step', value: [bold(rootCause.label), code(rootCause.error_code ?? '')] },
    { label: "Step's reason", value: [plain(reason)] },
  ];
}

function adviceFacts({ advice }: Job): Fact[] {
  if (advice === undefined) return [];
  return [
    { label: 'Meaning', value: [code(advice.error_code), plain(advice.meaning)] },
    { label: 'What to do', value: [plain(advice.action)] },
  ];
}

function progressFacts({ job, outcome, problem }: Notice): Fact[] {
  if (outcome === 'succeeded' || outcome === 'failed') {
    const { duration_seconds: seconds } = job;
    return [{ label: 'Ran for', value: [plain(seconds === undefined ? '' : humaneDuration(seconds))] }];
  }
  // Of a lost watch we do not know what it had seen.
  const unseen = outcome === 'lost' ? '' : 'not seen yet';
  return [
    { label: 'Last seen status', value: [plain(job.status ?? unseen)] },
    { label: 'Began', value: [plain(job.begin_time === undefined ? '' : humaneTime(job.begin_time))] },
    { label: 'Answer', value: [plain(answerInWords(problem))] },
  ];
}

function answerInWords(problem: Notice['problem']): string {
  if (problem === undefined) return '';
  const { status, error_code: errorCode, request_id: requestId } = problem;
  const parts = [
    status === undefined ? '' : `HTTP ${status}`,
    errorCode ?? '',
    requestId === undefined ? '' : `request ${requestId}`,
  ];
  return parts.filter(Boolean).join(', ');
}

const pairs = (labels: Notice['labels']): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
