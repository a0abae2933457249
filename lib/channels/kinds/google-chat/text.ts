import { cut, jsonBytes, type Measure } from '../../../job/cut-text.ts';
import { cutSpans, type Span } from '../../../message/span.ts';

/**
 * Escapes text for a card, which supports a subset of HTML
 * (developers.google.com/workspace/chat/format-messages, "Format a card message").
 */
const escapeCard = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Measures bytes of UTF-8 inside a JSON string, after escaping. */
const cardBytes: Measure = (text) => jsonBytes(escapeCard(text)) - 2;

/** Cuts a text to a limit in bytes and escapes it. */
export const cardText = (text: string, limit: number): string => escapeCard(cut(text, limit, cardBytes));

/** Replaces angle brackets. Titles and buttons do not support HTML, so nothing else needs escaping. */
export const plainCardText = (text: string, limit: number): string =>
  cut(text.replaceAll('<', '‹').replaceAll('>', '›'), limit, cardBytes);

/** Formats spans, at most `limit` bytes in all. Not every client supports a code format in cards. */
export const cardSpans = (spans: readonly Span[], limit: number): string =>
  cutSpans(spans, limit - boldTags * spans.length, cardBytes)
    .map(({ kind, text }) => (kind === 'bold' ? `<b>${escapeCard(text)}</b>` : escapeCard(text)))
    .join(' ');

const boldTags = '<b></b>'.length;
