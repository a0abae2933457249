import { cut, jsonBytes, type Measure } from '../../../job/cut-text.ts';
import { cutSpans, type Span } from '../../../message/span.ts';

/** Text in a card, which knows a subset of HTML (developers.google.com/workspace/chat/format-messages, "Format a card message"). */
const escapeCard = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Bytes of UTF-8 inside a JSON string, after escaping. */
const cardBytes: Measure = (text) => jsonBytes(escapeCard(text)) - 2;

/** The text cut to a limit in bytes and escaped. */
export const cardText = (text: string, limit: number): string => escapeCard(cut(text, limit, cardBytes));

/** Titles and buttons know no HTML: with other brackets nothing has to be escaped in them. */
export const plainCardText = (text: string, limit: number): string =>
  cut(text.replaceAll('<', '‹').replaceAll('>', '›'), limit, cardBytes);

/** Spans of at most `limit` bytes; cards have no format for code that every client knows. */
export const cardSpans = (spans: readonly Span[], limit: number): string =>
  cutSpans(spans, limit - boldTags * spans.length, cardBytes)
    .map(({ kind, text }) => (kind === 'bold' ? `<b>${escapeCard(text)}</b>` : escapeCard(text)))
    .join(' ');

const boldTags = '<b></b>'.length;
