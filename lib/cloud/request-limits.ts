/**
 * What one request to a cloud may take: an answer of the job API has a few kilobytes and comes within a
 * second.
 */
export const requestLimits = { connectTimeoutMs: 3_000, totalTimeoutMs: 10_000, maxBodyBytes: 1_048_576 };
