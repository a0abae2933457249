import { cut, type Measure } from '../../../job/cut-text.ts';
import { cutSpans, type Span } from '../../../message/span.ts';

/** Text that knows no Markdown (adaptivecards.io/explorer/TextRun.html). */
export interface TextRun {
  type: 'TextRun';
  text: string;
  weight?: 'Bolder';
  fontType?: 'Monospace';
  size?: 'Large' | 'Small';
  isSubtle?: true;
}

/** Bytes of a JSON text in which all that is not ASCII has been escaped, as `\uXXXX`: the most that a workflow makes of it. */
export const cardBytes: Measure = (json) => json.replace(/[^ -~]/g, '\\u0000').length;

/** Bytes of a text inside JSON. */
const textBytes: Measure = (text) => cardBytes(JSON.stringify(text)) - 2;

/** Teams looks for `<at>` in every text of a card that mentions somebody. */
const withoutTags = (text: string): string => text.replace(/<(?=\/?at)/gi, '<\u200B');

/** The text cut to a limit in bytes. */
export const cardText = (text: string, limit: number): string => cut(withoutTags(text), limit, textBytes);

/** Spans as runs of text, with a space between them, of at most `limit` bytes. */
export function cardSpans(spans: readonly Span[], limit: number): TextRun[] {
  const whole = spans.map(({ kind, text }) => ({ kind, text: withoutTags(text) }));
  return cutSpans(whole, limit, textBytes).map(({ kind, text }, index) => ({
    type: 'TextRun',
    text: index === 0 ? text : ` ${text}`,
    ...(kind === 'bold' && { weight: 'Bolder' as const }),
    ...(kind === 'code' && { fontType: 'Monospace' as const }),
  }));
}
