import { join } from 'node:path';
import { keepDeadLetter, stateFolder } from '../local/dead-letters.ts';
import type { LocalSteps } from '../local/steps.ts';
import type { DeadLetter } from '../workflow/contracts.ts';
import type { Terminal } from './terminal.ts';

/** Keeps dead letters in the local run's state folder. A disk that takes nothing more is told, and loses nothing else. */
export function deadLetterKeeper({ env, home }: Terminal): LocalSteps['keepDeadLetter'] {
  const folder = join(stateFolder(env, home), 'dead-letters');
  return async (deadLetter) => {
    const undelivered = `not delivered (${whyOf(deadLetter)})`;
    try {
      return `${undelivered}; kept in ${await keepDeadLetter(folder, deadLetter)}`;
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
