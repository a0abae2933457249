import * as z from 'zod';
import type { LostWatch } from '../../workflow/contracts.ts';
import { SweepIncomplete } from '../errors.ts';
import { type LostPorts, lostNotification, wasStoppedOnPurpose } from '../report-lost-watch.ts';

/** An execution of watch-job that ended failed, timed out or aborted. Every watch of a failed job is one too. */
export interface EndedExecution {
  arn: string;
  /** Milliseconds since 1970. */
  endedAt: number;
}

/** Lists the executions that ended failed, timed out or aborted, from `from` to `to` (milliseconds since 1970). */
export type ListEndedBadly = (period: { from: number; to: number }) => Promise<EndedExecution[]>;

/** Describes an execution that ended badly; undefined if it no longer exists, or was redriven and runs again. */
export type DescribeLostWatch = (arn: string) => Promise<LostWatch | undefined>;

/** Returns whether a notification with this id was announced. */
export type IsAnnounced = (notificationId: string) => Promise<boolean>;

export interface SweepPorts extends LostPorts {
  listEndedBadly: ListEndedBadly;
  describeLostWatch: DescribeLostWatch;
  isAnnounced: IsAnnounced;
  /** Hears of each execution that could not be examined, and why. */
  onFailure: (execution: EndedExecution, error: unknown) => void;
  /**
   * Executions that need no second poll. Kept from run to run it saves calls, and nothing else: the notification's id
   * says whether a loss was announced.
   */
  settled: Set<string>;
}

/** What became of the executions that ended badly within the time a sweep looks back. */
export const SweptWatches = z.strictObject({
  found: z.number().int(),
  announced: z.number().int(),
  /** Announced before, stopped on purpose, or no longer there. */
  settled: z.number().int(),
  /** Too many for one run; the next run continues. */
  left: z.number().int(),
});
export type SweptWatches = z.infer<typeof SweptWatches>;

const minuteMs = 60_000;
/** Executions that ended earlier are not examined. */
const lookBackMs = 24 * 60 * minuteMs;
/** Time for the status-change event of an execution to be delivered, and retried. */
const graceMs = 10 * minuteMs;
/** How often the schedule starts a sweep. */
export const sweepIntervalMs = 15 * minuteMs;
/** By how much a scheduled sweep may start late. */
const latenessMs = minuteMs;
/** What one run announces at most. */
const mostAnnouncements = 200;
/** A run examines no further execution after this time: the function is stopped after 4 minutes. */
const longestRunMs = 150_000;
/** Each takes up to three calls, whose rates are low: 10 a second for DescribeExecution (Step Functions quotas). */
const atOnce = 4;

/**
 * Announces the watches that died and that no status-change event reported: EventBridge delivers those events on best
 * effort. Examines the oldest first, because they leave the look-back time first. Throws SweepIncomplete after the run
 * if an execution could not be examined, or if one leaves the look-back time before the next run; throws what
 * `listEndedBadly` throws.
 */
export async function sweepLostWatches(ports: SweepPorts): Promise<SweptWatches> {
  const now = ports.now();
  const ended = await ports.listEndedBadly({ from: now - lookBackMs, to: now - graceMs });
  keepOnly(ended.map(keyOf), ports.settled);
  const oldestFirst = ended.toSorted((a, b) => a.endedAt - b.endedAt);
  const run: Run = { ...ports, bound: { announcements: mostAnnouncements, until: now + longestRunMs } };
  const swept = await eachOf(oldestFirst, async (execution) => ({
    execution,
    became: await sweepOne(execution, run),
  }));
  const count = (wanted: Became) => swept.filter(({ became }) => became === wanted).length;
  const lastChance = now - lookBackMs + sweepIntervalMs + latenessMs;
  const leaving = swept.filter(
    ({ execution, became }) => (became === 'left' || became === 'failed') && execution.endedAt < lastChance,
  );
  const problems = problemsOf({ failed: count('failed'), leaving: leaving.length });
  if (problems.length > 0) throw new SweepIncomplete(problems.join(' '));
  return {
    found: ended.length,
    announced: count('announced'),
    settled: count('settled'),
    left: count('left'),
  };
}

interface Run extends SweepPorts {
  /** What may still be announced, and until when executions are examined. */
  bound: { announcements: number; until: number };
}

type Became = 'announced' | 'settled' | 'left' | 'failed';

async function sweepOne(execution: EndedExecution, run: Run): Promise<Became> {
  const { bound, settled } = run;
  if (settled.has(keyOf(execution))) return 'settled';
  if (bound.announcements <= 0 || run.now() >= bound.until) return 'left';
  // Reserved before it is used, because several are examined at once.
  bound.announcements -= 1;
  const became = await announceUnlessSettled(execution, run);
  if (became !== 'announced') bound.announcements += 1;
  if (became !== 'failed') settled.add(keyOf(execution));
  return became;
}

async function announceUnlessSettled(execution: EndedExecution, run: Run): Promise<Became> {
  try {
    const lost = await run.describeLostWatch(execution.arn);
    if (lost === undefined || wasStoppedOnPurpose(lost)) return 'settled';
    const notification = lostNotification(lost, run);
    if (await run.isAnnounced(notification.id)) return 'settled';
    return (await run.announce(notification)) === 'started' ? 'announced' : 'settled';
  } catch (error) {
    run.onFailure(execution, error);
    return 'failed';
  }
}

function problemsOf({ failed, leaving }: { failed: number; leaving: number }): string[] {
  const problems: string[] = [];
  if (failed > 0) {
    problems.push(
      `${failed} ended watches could not be examined; the log says why. The next sweep tries again.`,
    );
  }
  if (leaving > 0) {
    problems.push(
      `${leaving} watches ended almost 24 hours ago, and no sweep will examine them: list the lost watches.`,
    );
  }
  return problems;
}

/** An execution that is redriven ends a second time. */
const keyOf = ({ arn, endedAt }: EndedExecution): string => `${arn} ${endedAt}`;

function keepOnly(keys: readonly string[], settled: Set<string>): void {
  const listed = new Set(keys);
  for (const key of settled) if (!listed.has(key)) settled.delete(key);
}

/** Acts on each item, a few at once, and returns the results in the order of the items. */
async function eachOf<Item, Result>(
  items: readonly Item[],
  act: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  const worker = async () => {
    for (const [index, item] of waiting) results[index] = await act(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}
