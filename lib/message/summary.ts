import { knownType, type Notice } from '../notice/notice.ts';
import { cut } from './cut.ts';
import type { Speech } from './speech.ts';
import { subjectOf } from './subject.ts';
import type { Telling } from './telling.ts';
import { untrustedLine } from './untrusted-text.ts';
import type { Said } from './words.ts';

/** What titles and sentences are made of, each piece cut so that no title is longer than 160 characters. */
export function saidOf(notice: Notice, speech: Speech): Said {
  const { job, service, account, problem, watch } = notice;
  return {
    what: subjectOf(job, speech),
    code: line(job.error_code ?? job.root_cause?.error_code, 48),
    status: line(job.status, 32),
    ranFor: job.duration_seconds === undefined ? '' : speech.duration(job.duration_seconds),
    api: { service: line(service, 32), cloud: line(account.cloud, 32), region: line(account.region, 32) },
    since: problem?.since === undefined ? '' : line(speech.time(problem.since), 80),
    parts: watch.sub_jobs ?? { ended: 0, of: 0 },
  };
}

/** What happened in plain sentences. Where we know nothing of the job's own end they say so. At most about 700 characters. */
export const summaryOf = (
  notice: Notice,
  said: Said,
  { speech, telling }: { speech: Speech; telling: Telling },
): string => framed(sentenceOf(notice, said, speech), { speech, telling });

function sentenceOf(notice: Notice, said: Said, { words }: Speech): string {
  const type = knownType(notice);
  const sentence = type === undefined ? words.unknownType.summary : words.summaries[type](said);
  return notice.rehearsal === undefined ? sentence : `${words.rehearsal.summary} ${sentence}`;
}

/** What stands at the top: at most 160 characters. */
export function titleOf(
  notice: Pick<Notice, 'type' | 'rehearsal'> & { outcome?: string | undefined },
  said: Said,
  { words }: Speech,
): string {
  const type = knownType(notice);
  const title =
    type === undefined ? words.unknownType.title(said, line(notice.type, 48)) : words.titles[type](said);
  return notice.rehearsal === undefined ? title : cut(words.rehearsal.title(title), 160);
}

/** A sentence with what is special about this delivery: in whose place it is told, and that it comes late. */
export function framed(
  sentence: string,
  { speech: { words, duration }, telling: { insteadOf, lateSeconds } }: { speech: Speech; telling: Telling },
): string {
  const inPlace =
    insteadOf === undefined
      ? ''
      : words.insteadOf(line(insteadOf.destination, 63), line(insteadOf.why?.replace(/\.$/, ''), 200));
  const late = lateSeconds === undefined ? '' : words.lateBy(duration(lateSeconds));
  return [inPlace, sentence, late].filter(Boolean).join(' ');
}

const line = (text: string | undefined, length: number): string => cut(untrustedLine(text ?? ''), length);
