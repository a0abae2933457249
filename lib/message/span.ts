import { cut, type Measure, utf16Units } from '../job/cut-text.ts';
import { untrustedLine } from '../job/plain-text.ts';

/**
 * A piece of text and how it should poll. Never markup: each kind renders spans in its vendor's own way and escapes the
 * text itself, so that nothing from outside becomes a mention, a link or a format.
 */
export interface Span {
  kind: 'plain' | 'code' | 'bold';
  text: string;
}

/** A link; its URL is https and came from our own configuration. */
export interface LinkSpan {
  kind: 'link';
  text: string;
  url: string;
}

const span = (kind: Span['kind'], text: string): Span => ({ kind, text: untrustedLine(text) });

export const plain = (text: string): Span => span('plain', text);
export const code = (text: string): Span => span('code', text);
export const bold = (text: string): Span => span('bold', text);

/** Returns the plain text of spans, one space apart, as every kind shows them. */
export const spanText = (spans: readonly Span[]): string => spans.map(({ text }) => text).join(' ');

/** Cuts spans to `limit` in the vendor's unit, separators included. Leaves out spans that do not fit any more. */
export function cutSpans(spans: readonly Span[], limit: number, measure: Measure = utf16Units): Span[] {
  const kept: Span[] = [];
  let left = limit;
  for (const { kind, text } of spans) {
    const fitting = cut(text, left, measure);
    if (fitting !== '') kept.push({ kind, text: fitting });
    left -= measure(fitting) + 1;
  }
  return kept;
}
