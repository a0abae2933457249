import { cut, type Measure } from '../../job/cut-text.ts';
import type { Listen } from '../../local/events.ts';
import { isoTime } from '../../watch/ports/clock.ts';
import { eventText, pollSentence } from './sentences.ts';

/** Prints plain lines with their time, for logs and pipes. */
export function makeTextLines(
  out: (text: string) => void,
  now: () => number,
): { on: Listen; finish: () => void } {
  return {
    on: (event) => {
      const text = eventText(event);
      if (text === undefined) return;
      out(event.event === 'notification' ? `${text}\n` : `${isoTime(now()).slice(11, 19)}Z  ${text}\n`);
    },
    finish: () => {},
  };
}

/** The most jobs on a screen; the others are counted. */
const mostLines = 15;

/** Characters that a terminal draws two columns wide. The APIs of Huawei Cloud have messages in Chinese. */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uffef]/gu;
const columnsOf: Measure = (text) => text.length + (text.match(wide)?.length ?? 0);

/**
 * Prints to a screen: permanent text above, and below it one live line for each watched job, cut to
 * `columns`.
 */
export function makeLiveLines(
  out: (text: string) => void,
  columns: number,
): { on: Listen; finish: () => void } {
  const live = new Map<string, string>();
  let drawn = 0;
  const erase = () => (drawn > 0 ? `\u001b[${drawn}A\u001b[J` : '');
  const redraw = (above = '') => {
    const shown = [...live].slice(0, mostLines).map(([jobId, line]) => `${jobId}  ${line}`);
    if (live.size > mostLines) shown.push(`… and ${live.size - mostLines} more jobs`);
    out(`${erase()}${above}${shown.map((line) => `${cut(line, columns - 1, columnsOf)}\n`).join('')}`);
    drawn = shown.length;
  };
  return {
    on: (event) => {
      if (event.event === 'poll') {
        live.set(event.jobId, pollSentence(event.polled) ?? 'ended');
        redraw();
        return;
      }
      if (event.event === 'end') live.delete(event.jobId);
      const text = eventText(event);
      redraw(text === undefined ? '' : `${text}\n`);
    },
    finish: () => {},
  };
}
