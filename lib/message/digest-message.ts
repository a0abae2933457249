import type { DigestEntry } from '../notice/digest.ts';
import type { Notice, Severity } from '../notice/notice.ts';
import { cut } from './cut.ts';
import type { Fact } from './facts.ts';
import { timeOfDay } from './humane-time.ts';
import { markOf } from './mark.ts';
import type { Message } from './message.ts';
import { bold, code, plain } from './span.ts';
import type { Speech } from './speech.ts';
import { shortId, subjectOf } from './subject.ts';
import { framed, titleOf } from './summary.ts';
import type { Telling } from './telling.ts';
import { untrustedLine } from './untrusted-text.ts';
import type { Said } from './words.ts';

const mostEntries = 15;
const bySeverity: readonly Severity[] = ['error', 'warning', 'info'];

/** Several notices in one message, a line each, the worst first: what was held back in quiet hours. */
export function digestMessage(
  notice: Notice,
  { digest, ...telling }: Telling & { digest: readonly DigestEntry[] },
  speech: Speech,
): Message {
  const { words } = speech;
  const severity = bySeverity.find((one) => digest.some((entry) => entry.severity === one)) ?? 'info';
  const { zone } = telling;
  const worstFirst = bySeverity.flatMap((one) => digest.filter((entry) => entry.severity === one));
  const shown = worstFirst.slice(0, mostEntries).map((entry) => entryFact(entry, zone, speech));
  const left = digest.length - shown.length;
  return {
    mark: markOf({ type: 'sdrs.job.succeeded', severity }),
    title: words.digest.title(digest.length, digest.filter((entry) => entry.severity !== 'info').length),
    severity,
    // That it is told afterwards is no lateness.
    summary: framed(words.digest.summary, { speech, telling: { insteadOf: telling.insteadOf } }),
    facts: left === 0 ? shown : [...shown, { label: '…', value: [plain(words.digest.more(left))] }],
    links: [],
    linksLabel: words.labels.links,
    footer: notice.id.slice(0, 12),
    notice: { id: notice.id, time: notice.time, watch: notice.watch.id },
  };
}

/** The title that the notice would have had, at the time of its day. */
function entryFact(entry: DigestEntry, zone: string | undefined, speech: Speech): Fact {
  const errorCode = cut(untrustedLine(entry.error_code ?? ''), 48);
  const said: Said = {
    what: subjectOf(entry, speech),
    code: errorCode,
    status: '',
    ranFor: '',
    api: { service: '', cloud: '', region: '' },
    since: '',
    parts: { ended: 0, of: 0 },
  };
  const title = titleOf(entry, said, speech);
  const mark = markOf(entry);
  return {
    label: timeOfDay(entry.time, zone),
    value: [bold(`${mark} ${title}`), code(shortId(entry.job_id))],
  };
}
