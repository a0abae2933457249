import type { Job, SubJob } from '../job/job.ts';
import { pollProblemKinds } from '../job/poll.ts';
import { knownType, type Notification, type NotificationType } from '../notification/notification.ts';
import { jobLabel } from './headline.ts';
import type { Locale } from './locale.ts';
import type { Fact } from './message.ts';
import type { RenderOptions } from './render-options.ts';
import { bold, code, plain, type Span } from './span.ts';
import type { FactName, Strings, Trouble } from './strings.ts';

const maxResources = 4;
/** No kind cuts titles of up to this many bytes, so facts need not repeat their error code. */
const maxTitleBytes = 80;

/** The types after which nobody knows how the job is. */
const uncertain: readonly (NotificationType | undefined)[] = [
  'sdrs.watch.timed_out',
  'sdrs.watch.unreachable',
  'sdrs.watch.lost',
  'sdrs.watch.cannot_ask',
];

/** The types whose summary names cloud and region. */
const namesApi: readonly (NotificationType | undefined)[] = [
  'sdrs.watch.unreachable',
  'sdrs.watch.cannot_ask',
];

interface FactContext {
  renderOptions: RenderOptions;
  locale: Locale;
  /** The title and the reason: facts do not repeat them. */
  title: string;
  reason: string;
}

/** Returns what people ask after they have read the title, the most important first: at most 16 facts. */
export function factsOf(notification: Notification, context: FactContext): Fact[] {
  const { job, account, labels } = notification;
  const { locale } = context;
  const type = knownType(notification);
  const place = namesApi.includes(type) ? '' : `(${account.cloud}, ${account.region})`;
  const all: Fact[] = [
    ...failureFacts(job, context),
    ...watchFacts(notification, context),
    ...resourceFacts(job, locale),
    named(locale, 'when', plain(timeOf(notification, context))),
    named(locale, 'account', plain(`${account.id} ${place}`)),
    named(locale, 'project', code(account.project_id)),
    named(locale, 'labels', plain(pairs(labels))),
  ];
  return all.flatMap(({ label, value }) => {
    const spans = value.filter(({ text }) => text !== '');
    return spans.length === 0 ? [] : [{ label, value: spans }];
  });
}

const named = ({ strings }: Locale, name: FactName, ...value: Span[]): Fact => ({
  label: strings.labels[name],
  value,
});

/** Explains an error. The meaning follows the code that it explains, so that it need not repeat the code. */
function failureFacts(job: Job, { locale, title, reason }: FactContext): Fact[] {
  const { root_cause: rootCause, advice } = job;
  const isWhole = Buffer.byteLength(title) <= maxTitleBytes;
  const missing = (errorCode = ''): string => (isWhole && mentions(title, errorCode) ? '' : errorCode);
  const meaning = named(locale, 'meaning', plain(advice?.meaning ?? ''));
  const isOfStep = advice !== undefined && advice.error_code === rootCause?.error_code;
  const stepReason = rootCause?.fail_reason ?? '';
  return [
    named(locale, 'error_code', code(missing(job.error_code))),
    ...(isOfStep ? [] : [meaning]),
    named(locale, 'failed_step', bold(rootCause === undefined ? '' : jobLabel(rootCause, locale))),
    named(
      locale,
      'step_error',
      code(missing(rootCause?.error_code)),
      plain(reason.includes(stepReason) ? '' : stepReason),
    ),
    ...(isOfStep ? [meaning] : []),
    named(locale, 'what_to_do', plain(advice?.action ?? '')),
  ];
}

/** Explains why the outcome is not known (yet), and what to check about the watch itself. */
function watchFacts(notification: Notification, { locale, reason }: FactContext): Fact[] {
  const { job, outcome } = notification;
  if (outcome === 'succeeded' || outcome === 'failed') return [];
  const { strings } = locale;
  const isUncertain = uncertain.includes(knownType(notification));
  const trouble = troubleOf(notification);
  const whatToDo = isUncertain && trouble !== undefined ? strings.whatToDo[trouble] : '';
  // What a lost watch has seen is not always known.
  const status = job.status ?? (outcome === 'lost' ? '' : strings.notSeenYet);
  return [
    named(locale, 'what_to_do', plain(whatToDo)),
    named(locale, 'answer', plain(answerOf(notification, { strings, reason }))),
    named(locale, 'last_status', plain(isUncertain && !mentions(reason, status) ? status : '')),
    named(locale, 'began', plain(beginOf(job.begin_time, locale))),
  ];
}

const beginOf = (time: string | undefined, locale: Locale): string =>
  time === undefined ? '' : locale.time(time);

/** Returns what the API answered instead of a job, as far as the reason does not say it. */
function answerOf(
  { problem }: Notification,
  { strings, reason }: { strings: Strings; reason: string },
): string {
  if (problem === undefined) return '';
  const { status, error_code: errorCode = '', request_id: requestId } = problem;
  const parts = [
    status === undefined || mentions(reason, String(status)) ? '' : `HTTP ${status}`,
    mentions(reason, errorCode) ? '' : errorCode,
    requestId === undefined ? '' : strings.request(requestId),
  ];
  return parts.filter(Boolean).join(', ');
}

/** Returns what kept the watch from seeing the job: the problem of its last poll, else its outcome. */
function troubleOf({ outcome, problem }: Notification): Trouble | undefined {
  if (problem?.status === 401) return 'unauthorized';
  if (problem !== undefined) return pollProblemKinds.find((kind) => kind === problem.kind);
  return outcome === 'timed_out' || outcome === 'lost' ? outcome : undefined;
}

/** Whether a text contains a code or status as a word of its own. */
const mentions = (text: string, word: string): boolean =>
  text.split(/[^\w.-]+/).some((found) => found.replace(/\.$/, '') === word);

/** Returns when it happened: in messages that have a time zone or are late. */
function timeOf({ time, job }: Notification, { renderOptions, locale }: FactContext): string {
  const { zone, lateSeconds } = renderOptions;
  return zone === undefined && lateSeconds === undefined ? '' : locale.time(job.end_time ?? time);
}

/** Names what the job works on: its own entities, then those of the failed step, then those of all sub-jobs. */
function resourceFacts(
  { entities, root_cause: rootCause, sub_jobs: subJobs }: Job,
  { strings }: { strings: Strings },
): Fact[] {
  const values = new Map<string, string>();
  for (const known of [entities, rootCause?.entities ?? {}, entitiesOf(subJobs)]) {
    for (const [key, value] of Object.entries(known)) {
      const text = entityText(value);
      if (text !== '' && !values.has(key)) values.set(key, text);
    }
  }
  return [...values].slice(0, maxResources).map(([key, text]) => {
    const label = Object.hasOwn(strings.resources, key) ? strings.resources[key] : undefined;
    return label === undefined
      ? { label: strings.labels.resource, value: [plain(key), code(text)] }
      : { label, value: [code(text)] };
  });
}

/** Collects the entities of all sub-jobs by their key, each value once. */
function entitiesOf(subJobs: readonly SubJob[]): Record<string, string[]> {
  const all = withDescendants(subJobs).flatMap(({ entities }) => Object.entries(entities));
  const byKey = [...Map.groupBy(all, ([key]) => key)];
  return Object.fromEntries(
    byKey.map(([key, found]) => [key, [...new Set(found.map(([, value]) => entityText(value)))]]),
  );
}

const withDescendants = (subJobs: readonly SubJob[]): SubJob[] =>
  subJobs.flatMap((subJob) => [subJob, ...withDescendants(subJob.sub_jobs)]);

function entityText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(entityText).filter(Boolean).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const pairs = (labels: Notification['labels']): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
