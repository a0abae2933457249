import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { stateVersion } from '../../lib/workflow/state-version.ts';
import { playRelease, type TaskName } from './play-release.ts';

/**
 * The state that this release writes, as the machines send it to its functions and put it into the
 * dead-letter queue.
 */
export interface RecordedStates {
  poll: unknown;
  plan: unknown;
  deliver: unknown;
  dead_letter: unknown;
}

/**
 * Plays a watch in trouble, whose chat is busy once and whose webhook refuses, and picks what has most in it.
 */
export async function recordStates(): Promise<RecordedStates> {
  const { sent, deadLetters } = await playRelease({
    request: { labels: { ticket: 'OPS-7' }, deadline: '24h', polling: 'prompt' },
    receiver: ({ answerNext }) => {
      answerNext('slack', { status: 503 });
      answerNext('webhook', { status: 400 });
    },
  });
  const of = (name: TaskName) => sent.filter(({ task }) => task === name).map(({ payload }) => payload);
  const isSecondAttempt = (payload: unknown) =>
    (payload as { delivery: { attempts: number } }).delivery.attempts === 1;
  const isInTrouble = (payload: unknown) => 'trouble' in (payload as { progress: object }).progress;
  return {
    poll: of('PollJob').findLast(isInTrouble),
    plan: of('PlanDeliveries')[0],
    deliver: of('Deliver').find(isSecondAttempt),
    dead_letter: deadLetters[0],
  };
}

export const fixtureOf = (version: number): string =>
  join(import.meta.dirname, `../fixtures/states/version-${version}.json`);

/**
 * `npm run record-states`: writes what the next release must still read. Committed files of earlier versions
 * are never changed.
 */
if (process.argv[1] === import.meta.filename) {
  await writeFile(fixtureOf(stateVersion), `${JSON.stringify(await recordStates(), undefined, 2)}\n`);
}
