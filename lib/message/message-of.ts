import type { Link, Notice } from '../notice/notice.ts';
import { digestMessage } from './digest-message.ts';
import { factsOf } from './facts.ts';
import { footerOf } from './footer.ts';
import { markOf } from './mark.ts';
import type { Message } from './message.ts';
import type { LinkSpan } from './span.ts';
import { type Speech, speechOf } from './speech.ts';
import { saidOf, summaryOf, titleOf } from './summary.ts';
import type { Telling } from './telling.ts';
import { untrustedLine, untrustedText } from './untrusted-text.ts';

/** Puts a notice into words, once for all kinds. Everything in it is free of control characters. */
export function messageOf(notice: Notice, telling: Telling = {}): Message {
  const speech = speechOf(telling);
  if (telling.digest !== undefined && telling.digest.length > 1) {
    return digestMessage(notice, { ...telling, digest: telling.digest }, speech);
  }
  const said = saidOf(notice, speech);
  const detail = detailOf(notice, speech);
  return {
    mark: markOf(notice),
    title: titleOf(notice, said, speech),
    severity: notice.severity,
    summary: summaryOf(notice, said, { speech, telling }),
    ...(detail !== undefined && { detail }),
    facts: factsOf(notice, telling, speech),
    links: notice.links.flatMap(safeLink),
    linksLabel: speech.words.labels.links,
    footer: footerOf(notice, speech),
    notice: { id: notice.id, time: notice.time, watch: notice.watch.id },
  };
}

function detailOf({ job, reason, problem }: Notice, { words }: Speech): Message['detail'] {
  const texts = [job.fail_reason, reason, problem?.message].map((text) => untrustedText(text ?? ''));
  const told = texts.filter(
    (text, index) => text !== '' && !texts.some((other, before) => before < index && other.includes(text)),
  );
  return told.length === 0 ? undefined : { label: words.labels.reason, text: told.join('\n') };
}

function safeLink({ label, url }: Link): LinkSpan[] {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== 'https:') return [];
  return [{ kind: 'link', text: untrustedLine(label) || parsed.host, url: parsed.href }];
}
