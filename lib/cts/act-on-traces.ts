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

/** The action taken for one trace. */
export type ActedOn =
  | { kind: 'watch_requested'; job_id: string }
  | { kind: 'outcome_announced'; job_id: string; announced: 'started' | 'already' }
  | { kind: 'failed_action_announced'; id: string }
  | { kind: 'ignored'; why: IgnoredWhy }
  | { kind: 'unreadable' };

export interface TracePorts {
  /** Requests a watch. Throws if that is not possible now. */
  startWatch: (request: TracedJob) => Promise<void>;
  /** Finds watches, so that an outcome is announced only if no watch announced it. */
  getWatch: Watches['getWatch'];
  announce: Announce;
  /** Announces a group action that failed before it had a job. Each id is announced once. */
  announceFailedAction: (action: FailedAction) => Promise<void>;
  accounts: readonly Account[];
  now: () => number;
}

/** Acts on each trace of a message separately. Tries all of them, then throws the first error, if any. */
export async function actOnTraces(
  { message, topic_urn }: { message: string; topic_urn: string },
  ports: TracePorts,
): Promise<ActedOn[]> {
  const done: ActedOn[] = [];
  const thrown: unknown[] = [];
  // One after the other, because a message may contain any number of traces.
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
      return { kind: 'watch_requested', job_id: reading.request.job_id };
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
