import type { ApiResult } from '../api/ports.ts';
import type { Notification } from '../notification/notification.ts';
import type { Account } from '../watch/account.ts';
import { identifyWatch } from '../watch/identify-watch.ts';
import { type Facts, factsOfError, type Log } from './log.ts';

type Result = { answer: string } | { error: unknown };

/** Logs the start of a watch, or its failure. The watch's id joins the log lines of all functions. */
export function logStart(log: Log, watchId: string, result: Result): void {
  const about = { correlation_id: watchId };
  if ('error' in result) log.error('watch not started', { ...about, ...factsOfError(result.error) });
  else log.info('watch', { ...about, answer: result.answer });
}

/** Logs the announcement of a notification, or its failure, under the watch's id. */
export function logAnnouncement(log: Log, { id, watch }: Notification, result: Result): void {
  const about = { correlation_id: watch.id };
  if ('error' in result) log.error('notification not announced', { ...about, ...factsOfError(result.error) });
  else log.info('notification', { ...about, notification: id, answer: result.answer });
}

/**
 * Logs what a call of the HTTP API did with a watch. If no watch was started or found, the line has the id of
 * the job's first watch: the number of the run is not known then.
 */
export function logApiResult(log: Log, accounts: readonly Account[], result: ApiResult): void {
  switch (result.did) {
    case 'start': {
      const about = 'watch' in result ? { correlation_id: result.watch.id } : firstWatch(result, accounts);
      if ('error' in result) log.error('watch not started', { ...about, ...factsOfError(result.error) });
      else log.info('watch', { ...about, answer: result.answer });
      break;
    }
    case 'show':
      log.info('watch shown', { correlation_id: result.id, status: result.status });
      break;
    case 'stop':
      log.info('watch stop', { correlation_id: result.id, answer: result.answer });
      break;
  }
}

function firstWatch({ request }: Extract<ApiResult, { did: 'start' }>, accounts: readonly Account[]): Facts {
  const identified = identifyWatch(request, accounts);
  return identified.kind === 'watch' ? { correlation_id: identified.watch.id } : {};
}
