const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const ellipsis = '…';

/** How much of a limit a text takes, in the unit of a vendor: UTF-16 units, bytes, characters after escaping. */
export type Measure = (text: string) => number;

export const utf16Units: Measure = (text) => text.length;

/** Cuts a text to a limit where readers see it (`…`) and never inside what they take for one character. */
export function cut(text: string, limit: number, measure: Measure = utf16Units): string {
  if (measure(text) <= limit) return text;
  let room = limit - measure(ellipsis);
  if (room < 0) return '';
  let kept = '';
  for (const { segment } of graphemes.segment(text)) {
    room -= measure(segment);
    if (room < 0) break;
    kept += segment;
  }
  return `${kept.trimEnd()}${ellipsis}`;
}
