import { cut, type Measure } from '../../../job/cut-text.ts';
import { cutSpans, type Span } from '../../../message/span.ts';

/** Text without Markdown (adaptivecards.io/explorer/TextRun.html). */
export interface TextRun {
  type: 'TextRun';
  text: string;
  weight?: 'Bolder';
  fontType?: 'Monospace';
  size?: 'Large' | 'Small';
  isSubtle?: true;
}

/**
 * Measures bytes of a JSON text in which everything outside ASCII is escaped as `\uXXXX`. This is the most
 * that a workflow makes of it.
 */
export const cardBytes: Measure = (json) => json.replace(/[^ -~]/g, '\\u0000').length;

/** Measures bytes of a text inside JSON. */
const textBytes: Measure = (text) => cardBytes(JSON.stringify(text)) - 2;

/** Breaks `<at>`: Teams searches for it in every text of a card with mentions. */
const withoutTags = (text: string): string => text.replace(/<(?=\/?at)/gi, '<\u200B');

/** Cuts a text to a limit in bytes. */
export const cardText = (text: string, limit: number): string => cut(withoutTags(text), limit, textBytes);

/** Renders spans as runs of text with spaces between them, at most `limit` bytes in all. */
export function cardSpans(spans: readonly Span[], limit: number): TextRun[] {
  const whole = spans.map(({ kind, text }) => ({ kind, text: withoutTags(text) }));
  return cutSpans(whole, limit, textBytes).map(({ kind, text }, index) => ({
    type: 'TextRun',
    text: index === 0 ? text : ` ${text}`,
    ...(kind === 'bold' && { weight: 'Bolder' as const }),
    ...(kind === 'code' && { fontType: 'Monospace' as const }),
  }));
}
