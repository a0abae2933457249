import type { Job, SubJob } from '../job/job.ts';
import type { Notification } from '../notification/notification.ts';
import type { Locale } from './locale.ts';
import type { RenderOptions } from './render-options.ts';
import { bold, code, plain, type Span } from './span.ts';
import type { FactName, Strings } from './strings.ts';
import { jobLabel } from './subject.ts';

/** One thing to know. The label is ours; the value may hold text from outside, and always has a span with text. */
export interface Fact {
  label: string;
  value: Span[];
}

const mostResources = 4;

/** What people ask next after a title: at most 16 facts, of which each has something to say. */
export function factsOf(notification: Notification, renderOptions: RenderOptions, locale: Locale): Fact[] {
  const { job, account, labels } = notification;
  const named = factNamer(locale);
  const all: Fact[] = [
    named('error_code', code(job.error_code ?? '')),
    ...resourcesOf(job, locale),
    ...rootCauseFacts(job, locale),
    ...adviceFacts(job, named),
    ...progressFacts(notification, locale),
    named('when', plain(whenInWords(notification, renderOptions, locale))),
    named('account', plain(`${account.id} (${account.cloud}, ${account.region})`)),
    named('project', code(account.project_id)),
    named('job', code(job.job_id)),
    named('labels', plain(pairs(labels))),
  ];
  return all.flatMap(({ label, value }) => {
    const parts = value.filter(({ text }) => text !== '');
    return parts.length === 0 ? [] : [{ label, value: parts }];
  });
}

type Named = (name: FactName, ...value: Span[]) => Fact;
const factNamer =
  ({ strings }: Locale): Named =>
  (name, ...value) => ({ label: strings.labels[name], value });

/** Where it can be of help: with a zone, and in a message that comes late. */
function whenInWords(
  { time, job }: Notification,
  { zone, lateSeconds }: RenderOptions,
  locale: Locale,
): string {
  return zone === undefined && lateSeconds === undefined ? '' : locale.time(job.end_time ?? time);
}

/** What the job works on: its own entities, then those of the part that failed, then those of all its parts. */
function resourcesOf(
  { entities, root_cause: rootCause, sub_jobs: subJobs }: Job,
  { strings }: Locale,
): Fact[] {
  const named = new Map<string, string>();
  for (const known of [entities, rootCause?.entities ?? {}, entitiesOfParts(subJobs)]) {
    for (const [key, value] of Object.entries(known)) {
      const text = stringsOf(value);
      if (text !== '' && !named.has(key)) named.set(key, text);
    }
  }
  return [...named].slice(0, mostResources).map(([key, text]) => {
    const label = Object.hasOwn(strings.resources, key) ? strings.resources[key] : undefined;
    return label === undefined
      ? { label: strings.labels.resource, value: [plain(key), code(text)] }
      : { label, value: [code(text)] };
  });
}

/** Parts that work on things of one kind are told in one fact, each thing once. */
function entitiesOfParts(subJobs: readonly SubJob[]): Record<string, string[]> {
  const all = allParts(subJobs).flatMap(({ entities }) => Object.entries(entities));
  const byKey = [...Map.groupBy(all, ([key]) => key)];
  return Object.fromEntries(
    byKey.map(([key, found]) => [key, [...new Set(found.map(([, value]) => stringsOf(value)))]]),
  );
}

const allParts = (subJobs: readonly SubJob[]): SubJob[] =>
  subJobs.flatMap((part) => [part, ...allParts(part.sub_jobs)]);

function stringsOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(stringsOf).filter(Boolean).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function rootCauseFacts({ root_cause: rootCause, fail_reason: failReason }: Job, locale: Locale): Fact[] {
  if (rootCause === undefined) return [];
  const named = factNamer(locale);
  const reason = rootCause.fail_reason === failReason ? '' : (rootCause.fail_reason ?? '');
  return [
    named('failed_step', bold(jobLabel(rootCause, locale)), code(rootCause.error_code ?? '')),
    named('steps_reason', plain(reason)),
  ];
}

function adviceFacts({ advice }: Job, named: Named): Fact[] {
  if (advice === undefined) return [];
  return [
    named('meaning', code(advice.error_code), plain(advice.meaning)),
    named('what_to_do', plain(advice.action)),
  ];
}

function progressFacts({ job, outcome, problem }: Notification, locale: Locale): Fact[] {
  const named = factNamer(locale);
  if (outcome === 'succeeded' || outcome === 'failed') {
    const { duration_seconds: seconds } = job;
    return [named('ran_for', plain(seconds === undefined ? '' : locale.duration(seconds)))];
  }
  // Of a lost watch we do not know what it had seen.
  const unseen = outcome === 'lost' ? '' : locale.strings.notSeenYet;
  return [
    named('last_status', plain(job.status ?? unseen)),
    named('began', plain(job.begin_time === undefined ? '' : locale.time(job.begin_time))),
    named('answer', plain(answerInWords(problem, locale.strings))),
  ];
}

function answerInWords(problem: Notification['problem'], strings: Strings): string {
  if (problem === undefined) return '';
  const { status, error_code: errorCode, request_id: requestId } = problem;
  const parts = [
    status === undefined ? '' : `HTTP ${status}`,
    errorCode ?? '',
    requestId === undefined ? '' : strings.request(requestId),
  ];
  return parts.filter(Boolean).join(', ');
}

const pairs = (labels: Notification['labels']): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
