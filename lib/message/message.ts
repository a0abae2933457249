import type { Job } from '../job/job.ts';
import type { Link, Notice, Severity } from '../notice/notice.ts';
import { cut } from './cut.ts';
import { type Fact, factsOf } from './facts.ts';
import { humaneDuration } from './humane-time.ts';
import type { LinkSpan } from './span.ts';
import { summaryOf } from './summary.ts';
import type { Telling } from './telling.ts';
import { untrustedLine, untrustedText } from './untrusted-text.ts';

/**
 * A notice as people read it, without any vendor's markup. Title and footer alone say outcome, error code and job id:
 * a kind that is short of room cuts `detail` first, then long values, and never those two.
 */
export interface Message {
  /** The outcome in words, with what it is about: at most 160 characters. */
  title: string;
  severity: Severity;
  /** One or two sentences that say plainly what happened, and whether it happened to the job or to the watching. */
  summary: string;
  /** The reason that we were given; the only part that can be long, and the only one with line breaks. */
  detail?: { label: string; text: string };
  /** The most important first. */
  facts: Fact[];
  links: LinkSpan[];
  footer: string;
  /** What the message is made of: the id and the time of its notice, and the id of the watch. */
  notice: { id: string; time: string; watch: string };
}

/** What stands before a title: readable without colours. */
export const severityMarks: Record<Severity, string> = { info: '✅', warning: '⚠️', error: '❌' };

/** Puts a notice into words, once for all kinds. Everything in it is free of control characters. */
export function messageOf(notice: Notice, _telling: Telling = {}): Message {
  const detail = detailOf(notice);
  return {
    title: titleOf(notice),
    severity: notice.severity,
    summary: summaryOf(notice),
    ...(detail !== undefined && { detail }),
    facts: factsOf(notice),
    links: notice.links.flatMap(safeLink),
    footer: footerOf(notice),
    notice: { id: notice.id, time: notice.time, watch: notice.watch.id },
  };
}

function titleOf({ type, job }: Notice): string {
  const what = subjectOf(job);
  const code = cut(untrustedLine(job.error_code ?? job.root_cause?.error_code ?? ''), 48);
  switch (type) {
    case 'sdrs.job.succeeded':
      return `${what} succeeded`;
    case 'sdrs.job.failed':
      return code === '' ? `${what} failed` : `${what} failed: ${code}`;
    case 'sdrs.watch.timed_out':
      return `${what}: not ended by the deadline`;
    case 'sdrs.watch.unreachable':
      return `${what}: outcome unknown, we could not ask`;
    case 'sdrs.watch.lost':
      return `${what}: outcome unknown, the watch died`;
    case 'sdrs.watch.cannot_ask':
      return `${what}: we cannot ask at the moment`;
    case 'sdrs.job.started':
      return `${what} started`;
    case 'sdrs.job.progress':
      return `${what} is going on`;
    case 'sdrs.test':
      return 'Test message';
    case 'sdrs.job.unknown_status':
      return `${what}: unknown status ${cut(untrustedLine(job.status ?? ''), 32)}`.trimEnd();
  }
}

/** A job that no look has seen has no name but its id. */
function subjectOf(job: Job): string {
  const label = untrustedLine(job.label);
  return label === '' || label === 'Job' ? `Job ${shortId(job.job_id)}` : cut(label, 80);
}

function detailOf({ job, reason, problem }: Notice): Message['detail'] {
  const texts = [job.fail_reason, reason, problem?.message].map((text) => untrustedText(text ?? ''));
  const told = texts.filter(
    (text, index) => text !== '' && !texts.some((other, before) => before < index && other.includes(text)),
  );
  return told.length === 0 ? undefined : { label: 'Reason', text: told.join('\n') };
}

function safeLink({ label, url }: Link): LinkSpan[] {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== 'https:') return [];
  return [{ kind: 'link', text: untrustedLine(label) || parsed.host, url: parsed.href }];
}

/** The notice's id is there so that people recognise a message that came twice. */
function footerOf({ id, job, watch }: Notice): string {
  const { looks, detection_delay_seconds: delay } = watch;
  const seen = delay === undefined ? '' : `, seen ${humaneDuration(delay)} after its end`;
  const parts = [
    `Job ${shortId(job.job_id)}`,
    `watch ${tail(watch.id)}`,
    looks === undefined ? '' : `${looks} ${looks === 1 ? 'look' : 'looks'}${seen}`,
    id.slice(0, 12),
  ];
  return parts.filter(Boolean).join(' · ');
}

/** Ids of jobs are at most 64 characters: longer ones are not from the API. */
const shortId = (id: string): string => cut(untrustedLine(id), 64);

/** The id of a watch is unique by its end. */
function tail(id: string): string {
  const text = untrustedLine(id);
  return text.length <= 16 ? text : `…${text.slice(-12).replace(/^\p{Surrogate}/u, '')}`;
}
