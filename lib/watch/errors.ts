/** The base of every error of the product: a stable code, whether trying again may help, and a sentence for people. */
export abstract class WatcherError extends Error {
  abstract override readonly name: string;
  abstract readonly code: string;
  abstract readonly retryable: boolean;
}

/** A secret could not be read. The message names the reference, never the secret. */
export class SecretUnavailable extends WatcherError {
  override readonly name = 'SecretUnavailable';
  readonly code = 'SECRET_UNAVAILABLE';
  readonly retryable = true;
}

/** The configuration is unreadable or wrong; the message holds every problem, one a line. */
export class WrongConfiguration extends WatcherError {
  override readonly name = 'WrongConfiguration';
  readonly code = 'WRONG_CONFIGURATION';
  readonly retryable = false;
}

/** What was sent to a function is not what it takes. */
export class WrongInput extends WatcherError {
  override readonly name = 'WrongInput';
  readonly code = 'WRONG_INPUT';
  readonly retryable = false;
}

/**
 * The state of a machine cannot be read, because another release wrote it: the machines try again for half an hour, in which
 * that release or a later one can be deployed.
 */
export class UnreadableState extends WatcherError {
  override readonly name = 'UnreadableState';
  readonly code = 'UNREADABLE_STATE';
  readonly retryable = true;
}

/** A store on this computer was written by a later release. The message says what was found, what is expected, what to do. */
export class NewerStore extends WatcherError {
  override readonly name = 'NewerStore';
  readonly code = 'NEWER_STORE';
  readonly retryable = false;
}

/** The watches of another place cannot be asked for: it cannot be reached, or refuses the caller. The message says what to do. */
export class WatchesUnavailable extends WatcherError {
  override readonly name = 'WatchesUnavailable';
  readonly code = 'WATCHES_UNAVAILABLE';
  readonly retryable = true;
}

/** IAM cannot be asked, which is nobody's wrong usage. The message says what was wanted of it. */
export class IamUnavailable extends WatcherError {
  override readonly name = 'IamUnavailable';
  readonly code = 'IAM_UNAVAILABLE';
  readonly retryable = true;
}

/** A sweep could not examine every watch that ended. The message says how many, why, and what happens next. */
export class SweepIncomplete extends WatcherError {
  override readonly name = 'SweepIncomplete';
  readonly code = 'SWEEP_INCOMPLETE';
  readonly retryable = true;
}
