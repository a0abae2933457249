/** What steers a terminal or turns the direction of reading, but line breaks. */
const unseen = /(?!\n)[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/**
 * Text with `\u009b` in place of a character that a terminal would obey, or that shows a line in another order than it is
 * read. In JSON it is the same value for a program.
 */
export const visibleText = (text: string): string =>
  text.replace(unseen, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A value as a line of JSON that a terminal shows as it is. */
export const jsonLine = (value: unknown): string => `${visibleText(JSON.stringify(value))}\n`;
