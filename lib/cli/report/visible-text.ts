/** Control characters and characters that change the reading direction, except line breaks. */
const unseen = /(?!\n)[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/**
 * Escapes characters that a terminal would obey or that change the order of a line, for example as `\u009b`.
 * In JSON the value stays the same.
 */
export const visibleText = (text: string): string =>
  text.replace(unseen, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Returns a value as one line of JSON that is safe for a terminal. */
export const jsonLine = (value: unknown): string => `${visibleText(JSON.stringify(value))}\n`;
