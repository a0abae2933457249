import { cut, type Measure } from '../../job/cut-text.ts';
import type { Message } from '../../message/message.ts';
import { cutSpans, type LinkSpan, type Span } from '../../message/span.ts';

/** A part of a message for the kinds whose messages are one text, in the order in which people read them. */
export type Line =
  | { kind: 'title'; text: string; icon: string }
  | { kind: 'summary'; text: string }
  | { kind: 'detail'; label: string; text: string }
  | { kind: 'fact'; label: string; value: Span[] }
  | { kind: 'links'; links: LinkSpan[] }
  | { kind: 'footer'; text: string };

/** How a vendor wants its text, and how much of it. */
export interface TextForm {
  /** What the whole text may take, in the vendor's unit. */
  budget: number;
  /** A line as the vendor wants it, escaped, with its line break. */
  write: (line: Line) => string;
  /** What a written line takes of the budget. */
  size: Measure;
  /** What a text takes at most once it is written. */
  measure: Measure;
}

/** Tried in turn until all lines fit: with the last of them a message fits into 4,096 bytes whatever it holds. */
const valueLimits = [600, 300, 150, 80, 30] as const;
const summaryLimit = 500;
const linkLimits = { count: 3, text: 60, url: 300 };
/** Room that a reason gets before values are cut shorter for it. */
const leastDetail = 120;

/**
 * A message as one text within the budget of its form. Cut first is the reason, then long values; title and footer, which
 * say outcome, error code and job id, never are.
 */
export function writeMessage(message: Message, form: TextForm): string {
  const head = linesText(headOf(message, form), form);
  const needed = message.detail === undefined ? 0 : leastDetail;
  let tail = '';
  for (const limit of valueLimits) {
    tail = linesText(tailOf(message, limit, form), form);
    if (form.size(head) + form.size(tail) + needed <= form.budget) break;
  }
  const room = form.budget - form.size(head) - form.size(tail);
  return `${head}${detailText(message, room, form)}${tail}`.trim();
}

const linesText = (lines: Line[], { write }: TextForm): string => lines.map(write).join('');

function headOf({ title, icon, summary }: Message, { measure }: TextForm): Line[] {
  return [
    { kind: 'title', text: title, icon },
    { kind: 'summary', text: cut(summary, summaryLimit, measure) },
  ];
}

function tailOf({ facts, links, footer }: Message, limit: number, { measure }: TextForm): Line[] {
  const whole = links.filter(({ url }) => measure(url) <= linkLimits.url).slice(0, linkLimits.count);
  return [
    ...facts.map(
      ({ label, value }): Line => ({ kind: 'fact', label, value: cutSpans(value, limit, measure) }),
    ),
    ...(whole.length === 0 ? [] : [linksLine(whole, measure)]),
    { kind: 'footer', text: footer },
  ];
}

const linksLine = (links: LinkSpan[], measure: Measure): Line => ({
  kind: 'links',
  links: links.map((link) => ({ ...link, text: cut(link.text, linkLimits.text, measure) })),
});

function detailText({ detail }: Message, room: number, { write, size, measure }: TextForm): string {
  if (detail === undefined) return '';
  const written = (text: string): string => write({ kind: 'detail', label: detail.label, text });
  const text = cut(detail.text, room - size(written('')), measure);
  return text === '' ? '' : written(text);
}
