import type { Account } from '../../watch/account.ts';
import { identifyWatch } from '../../watch/identify-watch.ts';
import type { Announce } from '../../watch/ports.ts';
import type { Watches } from '../../watch/watches.ts';
import { type Facts, factsOfError, type Log } from '../log.ts';

/** What is done for one watch, and how the log names it and its failure. */
interface Deed<Answer> {
  done: string;
  failed: string;
  /** The watch's id, which joins the lines about it over all functions. */
  id: string | undefined;
  run: () => Promise<Answer>;
  facts: (answer: Answer) => Facts;
}

/** Does it and writes a line about it under the watch's id, also when it fails. Throws what `run` throws. */
async function inTheLog<Answer>(log: Log, { done, failed, id, run, facts }: Deed<Answer>): Promise<Answer> {
  const about = id === undefined ? {} : { correlation_id: id };
  try {
    const answer = await run();
    log.info(done, { ...about, ...facts(answer) });
    return answer;
  } catch (error) {
    log.error(failed, { ...about, ...factsOfError(error) });
    throw error;
  }
}

/** The same port, with a line for each watch that it starts or fails to start. */
export const loggingStarts =
  <Asked, Answer extends string>(
    start: (watch: Asked) => Promise<Answer>,
    log: Log,
    idOf: (asked: Asked) => string,
  ) =>
  (asked: Asked): Promise<Answer> =>
    inTheLog(log, {
      ...{ done: 'watch', failed: 'watch not started', id: idOf(asked) },
      run: () => start(asked),
      facts: (answer) => ({ answer }),
    });

/** The same port, with a line for each notification that it announces or fails to announce. */
export const loggingNotifications =
  (announce: Announce, log: Log): Announce =>
  (notification) =>
    inTheLog(log, {
      ...{ done: 'notification', failed: 'notification not announced', id: notification.watch.id },
      run: () => announce(notification),
      facts: (answer) => ({ notification: notification.id, answer }),
    });

/**
 * The same watches, with a line for each that is asked for, shown or stopped. A start that fails has the id of the job's
 * first watch: which run it would have been is not known then.
 */
export function loggingWatches(watches: Watches, accounts: readonly Account[], log: Log): Watches {
  return {
    ...watches,
    startWatch: (asked) => {
      const identified = identifyWatch(asked.request, accounts);
      const first = identified.kind === 'watch' ? identified.watch.id : undefined;
      return inTheLog(log, {
        ...{ done: 'watch', failed: 'watch not started', id: first },
        run: () => watches.startWatch(asked),
        facts: (started) => ({
          answer: started.answer,
          ...(started.answer !== 'none' && { correlation_id: started.watch.id }),
        }),
      });
    },
    getWatch: async (id) => {
      const watch = await watches.getWatch(id);
      if (watch !== undefined) log.info('watch shown', { correlation_id: watch.id, status: watch.status });
      return watch;
    },
    stopWatch: async (stop) => {
      const answer = await watches.stopWatch(stop);
      if (answer !== 'unknown') log.info('watch stop', { correlation_id: stop.id, answer });
      return answer;
    },
  };
}
