import { join } from 'node:path';
import { keepDeadLetter, stateFolder } from '../desk/dead-letters.ts';
import type { DeskSteps } from '../desk/steps.ts';
import type { DeadLetter } from '../workflow/contracts.ts';
import type { Terminal } from './terminal.ts';

/** Keeps dead letters in the desk's state folder. A disk that takes nothing more is told, and loses nothing else. */
export function letterKeeper({ env, home }: Terminal): DeskSteps['keepDeadLetter'] {
  const folder = join(stateFolder(env, home), 'dead-letters');
  return async (letter) => {
    const undelivered = `not delivered (${whyOf(letter)})`;
    try {
      return `${undelivered}; kept in ${await keepDeadLetter(folder, letter)}`;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : 'unknown error';
      return `${undelivered}, and could not be kept in ${folder} (${code})`;
    }
  };
}

function whyOf({ attempt, caught }: DeadLetter): string {
  const result = attempt?.result;
  if (result !== undefined && 'why' in result) return result.why;
  return typeof caught === 'string' ? caught : 'the watcher itself failed at it';
}
