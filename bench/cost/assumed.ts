/**
 * Values that no template contains. The report prints them, so that readers can compare them with the REPORT
 * lines of their own stack.
 */
export const assumed = {
  /** The billed seconds of an invocation. Most of it waits for the job API or a channel. */
  secondsPerInvocation: 1,
  /** Two log lines, a metric, and START, END and REPORT of Lambda. */
  logBytesPerInvocation: 2_000,
  /** The number of destinations. A watch sends one notification, the job's result, to each. */
  destinations: 2,
  /** Reads are counted as writes. */
  tableCallsPerDelivery: 6,
  secondsPerMonth: 730 * 3_600,
  /** Lambda keeps five connections to a queue and polls each every 20 seconds. */
  pollersPerQueue: 5,
  secondsPerReceive: 20,
  /**
   * The custom metrics while watches run: started, two outcomes, polls, one kind of problem, delay, two
   * channel kinds.
   */
  customMetrics: 8,
};
