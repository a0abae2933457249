const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Returns how much of a limit a text takes, in the unit of a vendor: UTF-16 units, bytes, characters after escaping. */
export type Measure = (text: string) => number;

export const utf16Units: Measure = (text) => text.length;

/** Returns the bytes of a value as JSON in UTF-8; 0 for undefined. */
export const jsonBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value) ?? '');

/** The bytes of a text inside a JSON string, without its quotes. */
const escapedBytes: Measure = (text) => jsonBytes(text) - 2;

/**
 * Returns the text, or its beginning and "…", so that it takes at most `limit` of the measure. Never cuts inside what
 * readers see as one character. Returns an empty text if not even the ellipsis fits.
 */
export const cut = (text: string, limit: number, measure: Measure = utf16Units): string =>
  cutWith(text, limit, { measure, ellipsis: '…' });

function cutWith(
  text: string,
  limit: number,
  { measure, ellipsis }: { measure: Measure; ellipsis: string },
): string {
  if (fittingLength(text, limit, measure) === text.length) return text;
  const left = limit - measure(ellipsis);
  if (left < 0) return '';
  const end = fittingLength(text, left, measure);
  // Two units more, because the next character decides whether a character ends here.
  const start = graphemes.segment(text.slice(0, end + 2)).containing(end)?.index ?? end;
  return `${text.slice(0, start).trimEnd()}${ellipsis}`;
}

/** Cuts a text to at most `maxBytes` bytes inside a JSON string in UTF-8, quotes not counted, and adds "… (cut)". */
export const cutToBytes = (text: string, maxBytes: number): string => {
  // A UTF-16 unit takes 1 to 6 bytes, so most texts need no measuring.
  return text.length * 6 <= maxBytes
    ? text
    : cutWith(text, maxBytes, { measure: escapedBytes, ellipsis: '… (cut)' });
};

/**
 * Returns the length of the longest beginning that fits into a limit. Doubles the beginning before it searches, so a
 * hostile text of many megabytes is not measured as a whole.
 */
function fittingLength(text: string, limit: number, measure: Measure): number {
  const fits = (length: number) => measure(text.slice(0, length)) <= limit;
  let fitting = 0;
  let tooLong = Math.min(text.length, Math.max(1, Math.floor(limit)));
  while (fits(tooLong)) {
    if (tooLong === text.length) return tooLong;
    fitting = tooLong;
    tooLong = Math.min(text.length, 2 * tooLong);
  }
  while (tooLong - fitting > 1) {
    const middle = (fitting + tooLong) >> 1;
    if (fits(middle)) fitting = middle;
    else tooLong = middle;
  }
  return fitting;
}
