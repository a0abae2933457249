/** C0 and C1 controls, lone surrogates, and what turns the direction of reading (Unicode property Bidi_Control, UAX #9). */
const unprintable = /(?!\n)[\p{Cc}\p{Cs}\p{Bidi_Control}]/gu;
const lineBreaks = /\r\n?|[\u0085\u2028\u2029]/g;

/**
 * Text from outside as it may be shown: without characters that steer a terminal, turn the reading direction or are no
 * characters at all. Line breaks stay, as `\n`.
 */
export const untrustedText = (text: string): string =>
  text.replace(lineBreaks, '\n').replaceAll('\t', ' ').replace(unprintable, '').trim();

/** The same on one line. */
export const untrustedLine = (text: string): string => untrustedText(text).replace(/\s+/g, ' ');
