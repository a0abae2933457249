import { WatcherError } from '../watch/errors.ts';

/** The command line is wrong. The message says what is missing or wrong, and what to give. */
export class UsageError extends WatcherError {
  override readonly name = 'UsageError';
  readonly code = 'WRONG_USAGE';
  readonly retryable = false;
}
