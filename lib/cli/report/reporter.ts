import type { Listen } from '../../local/events.ts';
import type { Terminal } from '../terminal.ts';
import { makeJsonLines } from './json-lines.ts';
import { makeLiveLines, makeTextLines } from './text-lines.ts';

/** Prints events for people or programs. Call `finish` after the last event. */
export interface Reporter {
  on: Listen;
  finish: () => void;
}

export const outputs = ['text', 'json'] as const;

/** Makes a reporter: JSON lines, live lines on a screen, or plain lines. */
export function makeReporter(
  output: (typeof outputs)[number],
  { out, columns }: Terminal,
  now: () => number,
): Reporter {
  if (output === 'json') return makeJsonLines(out);
  return columns === undefined ? makeTextLines(out, now) : makeLiveLines(out, columns);
}
