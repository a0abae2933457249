const ellipsis = '… (cut)';
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The bytes of a value as JSON in UTF-8; a missing value takes none. */
export const jsonBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value) ?? '');

/**
 * The text, or its beginning and "… (cut)", so that it takes at most `maxBytes` bytes inside a JSON string (its quotes
 * not counted). Never cuts through what people see as one character. At least 9 bytes, the mark's own, are taken.
 */
export function cutText(text: string, maxBytes: number): string {
  // A UTF-16 unit takes 1 to 6 bytes, so that most texts need not be measured.
  if (text.length * 6 <= maxBytes) return text;
  if (text.length <= maxBytes && escapedBytes(text) <= maxBytes) return text;
  const end = fittingLength(text, maxBytes - escapedBytes(ellipsis));
  // Two units more, because what follows decides whether a character ends here.
  const start = graphemes.segment(text.slice(0, end + 2)).containing(end)?.index ?? end;
  return text.slice(0, start) + ellipsis;
}

/** The length of the longest beginning that takes at most so many bytes. */
function fittingLength(text: string, maxBytes: number): number {
  let fits = 0;
  let tooLong = Math.min(text.length, Math.max(0, maxBytes)) + 1;
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (escapedBytes(text.slice(0, middle)) <= maxBytes) fits = middle;
    else tooLong = middle;
  }
  return fits;
}

const escapedBytes = (text: string): number => jsonBytes(text) - 2;
