import { cut, type Measure } from '../../job/cut-text.ts';
import type { Message } from '../../message/message.ts';
import { cutSpans, type LinkSpan, type Span } from '../../message/span.ts';

/** A part of a message, for kinds whose messages are one text. Parts are in reading order. */
export type Line =
  | { kind: 'title'; text: string; icon: string }
  | { kind: 'summary'; text: string }
  | { kind: 'detail'; label: string; text: string }
  | { kind: 'fact'; label: string; value: Span[] }
  | { kind: 'links'; links: LinkSpan[] }
  | { kind: 'footer'; text: string };

/** The form and the size of a vendor's text. */
export interface TextForm {
  /** The limit of the whole text, in the vendor's unit. */
  budget: number;
  /** Writes a line in the vendor's form: escaped, with its line break. */
  write: (line: Line) => string;
  /** Measures a written line. */
  size: Measure;
  /** Measures a text as it will be at most after it is written. */
  measure: Measure;
}

/** Tried in this order until all lines fit. With the last one every message fits into 4,096 bytes. */
const valueLimits = [600, 300, 150, 80, 30] as const;
const summaryLimit = 500;
const linkLimits = { count: 3, text: 60, url: 300 };
/** The space reserved for a reason. Values are cut shorter to keep it free. */
const leastDetail = 120;

/**
 * Writes a message as one text within the budget. Cuts the reason first, then long values. Never cuts title
 * and footer, which contain outcome, error code and job id.
 */
export function writeMessage(message: Message, form: TextForm): string {
  const head = linesText(headOf(message, form), form);
  const needed = message.detail === undefined ? 0 : leastDetail;
  let tail = '';
  for (const limit of valueLimits) {
    tail = linesText(tailOf(message, limit, form), form);
    if (form.size(head) + form.size(tail) + needed <= form.budget) break;
  }
  const available = form.budget - form.size(head) - form.size(tail);
  return `${head}${detailText(message, available, form)}${tail}`.trim();
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

function detailText({ detail }: Message, available: number, { write, size, measure }: TextForm): string {
  if (detail === undefined) return '';
  const written = (text: string): string => write({ kind: 'detail', label: detail.label, text });
  const text = cut(detail.text, available - size(written('')), measure);
  return text === '' ? '' : written(text);
}
