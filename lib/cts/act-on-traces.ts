import type { Account } from '../watch/account.ts';
import type { Announce } from '../watch/ports/announce.ts';
import { runToAnnounce } from '../watch/sweep/run-to-announce.ts';
import type { Watches } from '../watch/watches.ts';
import { endNotification } from './end-notification.ts';
import type { FailedAction } from './failed-action.ts';
import { placeOfTrace } from './place-of-trace.ts';
import { type IgnoredWhy, readTrace, type TracedJob, type TraceReading } from './read-trace.ts';
import { placeOfTopic } from './topic-urn.ts';
import { type TraceFound, tracesIn } from './trace.ts';

/** What was done about one trace. */
export type ActedOn =
  | { kind: 'watch_asked'; job_id: string }
  | { kind: 'outcome_announced'; job_id: string; announced: 'started' | 'already' }
  | { kind: 'failed_action_announced'; id: string }
  | { kind: 'ignored'; why: IgnoredWhy }
  | { kind: 'unreadable' };

export interface TracePorts {
  /** Asks for a watch, as every other entrance does; throws when it cannot be asked for now. */
  startWatch: (request: TracedJob) => Promise<void>;
  /** Knows the watches, so that an end is told that none of them told. */
  getWatch: Watches['getWatch'];
  announce: Announce;
  /** Tells of a group action that failed before there was a job; the same id is told once. */
  announceFailedAction: (action: FailedAction) => Promise<void>;
  accounts: readonly Account[];
  now: () => number;
}

/**
 * Acts on each trace of a notification alone. Throws what the first one threw, after all of them have been
 * tried.
 */
export async function actOnTraces(
  { message, topic_urn }: { message: string; topic_urn: string },
  ports: TracePorts,
): Promise<ActedOn[]> {
  const done: ActedOn[] = [];
  const thrown: unknown[] = [];
  // One after the other: a message may hold any number of traces.
  for (const found of tracesIn(message)) {
    try {
      done.push(await actOn(readingOf(found, topic_urn, ports.accounts), ports));
    } catch (error) {
      thrown.push(error);
    }
  }
  if (thrown.length > 0) throw thrown[0];
  return done;
}

function readingOf(
  found: TraceFound,
  topicUrn: string,
  accounts: readonly Account[],
): TraceReading | { kind: 'unreadable' } {
  const topic = placeOfTopic(topicUrn);
  if (found.kind === 'unreadable' || topic === undefined) return { kind: 'unreadable' };
  return readTrace(found.trace, placeOfTrace(found.trace, topic, accounts));
}

async function actOn(reading: ReturnType<typeof readingOf>, ports: TracePorts): Promise<ActedOn> {
  switch (reading.kind) {
    case 'watch':
      await ports.startWatch(reading.request);
      return { kind: 'watch_asked', job_id: reading.request.job_id };
    case 'ended':
      return {
        kind: 'outcome_announced',
        job_id: reading.request.job_id,
        announced: await announceEnd(reading, ports),
      };
    case 'action_failed':
      await ports.announceFailedAction(reading.facts);
      return { kind: 'failed_action_announced', id: reading.facts.id };
    case 'ignored':
    case 'unreadable':
      return reading;
  }
}

async function announceEnd(
  ended: Extract<TraceReading, { kind: 'ended' }>,
  { accounts, getWatch, announce, now }: TracePorts,
): Promise<'started' | 'already'> {
  const run = await runToAnnounce(ended.request, getWatch);
  return run === undefined ? 'already' : announce(endNotification(ended, { run, accounts, now: now() }));
}
