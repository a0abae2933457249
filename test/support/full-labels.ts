import { jsonBytes } from '../../lib/job/cut-text.ts';
import { Labels, mostLabelBytes } from '../../lib/notification/notification.ts';

const brackets = 2;
const quotes = '"0":"",'.length;

/** Ten labels of one character that take as many bytes as labels may. */
export function fullLabels(character: string): Record<string, string> {
  const each = (mostLabelBytes - brackets) / 10 - quotes;
  const count = Math.floor(each / (jsonBytes(character) - 2));
  return Labels.parse(
    Object.fromEntries(Array.from({ length: 10 }, (_, index) => [index, character.repeat(count)])),
  );
}

/** Letters that are long in JSON, or in UTF-8, or both. */
export const longCharacters = ['\u0001', '保', '👩‍👩‍👧', '"', 'a'];
