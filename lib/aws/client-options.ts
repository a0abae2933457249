/** Three tries of at most 7 seconds each: an AWS service that hangs must not eat the function's own time. */
export const clientOptions = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
};
