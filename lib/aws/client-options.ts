/**
 * Allows three attempts of at most 7 seconds each, so that a hanging AWS service does not use up the
 * function's own time.
 */
export const clientOptions = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
};
