import { jsonBytes } from '../../lib/job/cut-text.ts';
import { Labels, mostLabelBytes } from '../../lib/notification/notification.ts';

const brackets = 2;
const around = '"0":"",'.length;

/** Ten labels of one letter that take as many bytes as labels may. */
export function fullLabels(letter: string): Record<string, string> {
  const each = (mostLabelBytes - brackets) / 10 - around;
  const count = Math.floor(each / (jsonBytes(letter) - 2));
  return Labels.parse(
    Object.fromEntries(Array.from({ length: 10 }, (_, index) => [index, letter.repeat(count)])),
  );
}

/** Letters that are long in JSON, or in UTF-8, or both. */
export const longLetters = ['\u0001', '保', '👩‍👩‍👧', '"', 'a'];
