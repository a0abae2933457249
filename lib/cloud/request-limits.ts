/** The limits of one request to a cloud. A usual answer has a few kilobytes and takes less than a second. */
export const requestLimits = { connectTimeoutMs: 3_000, totalTimeoutMs: 10_000, maxBodyBytes: 1_048_576 };
