import { cutToBytes } from './cut-text.ts';

/**
 * C0 and C1 controls, lone surrogates, non-characters, and what changes the reading direction (Unicode property
 * Bidi_Control, UAX #9).
 */
const unprintable = /(?!\n)[\p{Cc}\p{Cs}\p{Bidi_Control}\uFFFE\uFFFF]/gu;
const lineBreaks = /\r\n?|[\u0085\u2028\u2029]/g;
/** Characters of a text that `plainLine` examines: enough for the first words of a page. */
const maxExamined = 8_192;

/**
 * Returns text from outside without characters that control a terminal, change the reading direction or are no
 * characters at all. Line breaks stay, as `\n`.
 */
export const untrustedText = (text: string): string =>
  text.replace(lineBreaks, '\n').replaceAll('\t', ' ').replace(unprintable, '').trim();

/** Returns the same on one line. */
export const untrustedLine = (text: string): string => untrustedText(text).replace(/\s+/g, ' ');

/**
 * Returns the same on one line of at most `maxBytes` bytes, for a log or a chat. Invisible format characters (Unicode
 * category Cf) become spaces, so an id or a code cannot contain any.
 */
export const plainLine = (text: string, maxBytes: number): string =>
  cutToBytes(untrustedLine(text.slice(0, maxExamined).replace(/\p{Cf}+/gu, ' ')), maxBytes);
