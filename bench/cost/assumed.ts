/**
 * What no template tells. The report names these, so that they can be held against the REPORT lines of a
 * stack of one's own.
 */
export const assumed = {
  /** An invocation runs and is billed for this long. Most of it waits for the job API or a channel. */
  secondsPerInvocation: 1,
  /** Two lines of ours, a metric, and START, END and REPORT of Lambda. */
  logBytesPerInvocation: 2_000,
  /** A watch has one notification, how the job ended, and it goes to so many destinations. */
  destinations: 2,
  /** Reads are counted as writes. */
  tableCallsPerDelivery: 6,
  secondsPerMonth: 730 * 3_600,
  /** Lambda keeps five connections to a queue and asks on each every 20 seconds. */
  pollersPerQueue: 5,
  secondsPerReceive: 20,
  /**
   * Metrics of ours while watches run: started, two outcomes, polls, one kind of problem, delay, two kinds of
   * channel.
   */
  customMetrics: 8,
};
