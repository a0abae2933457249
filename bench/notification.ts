import { openDestination } from '../lib/channels/channels.ts';
import { type Destination, kinds } from '../lib/channels/destination.ts';
import { sampleOf, sampleSecret } from '../lib/channels/samples.ts';
import type { Job } from '../lib/job/job.ts';
import { readJobAnswer } from '../lib/job/read-job-answer.ts';
import { messageOf } from '../lib/message/message-of.ts';
import { composeNotification, type NotificationFacts } from '../lib/notification/compose-notification.ts';
import type { Notification } from '../lib/notification/notification.ts';
import { beginProgress, decideAfterPoll } from '../lib/polling/after-poll.ts';
import { presets } from '../lib/polling/presets.ts';
import { idsOf } from '../lib/simulator/job-ids.ts';
import { answerOf, plotOf } from '../lib/simulator/stories.ts';
import type { Benchmark } from './benchmark.ts';
import { figure, table, times } from './table.ts';
import { microseconds } from './timing.ts';

/** `npm run bench notification`: measures the product's own work between two HTTP requests. */
export const notification: Benchmark = {
  about: 'time to read a poll and decide, and to compose, render and sign a notification',
  run: async () => notificationReport({ batches: 200, callsPerBatch: 200 }),
};

const jobId = '0000000062db92d70162db9d200f000a';
const began = Date.UTC(2026, 0, 1);
const durationSeconds = 600;
const baseline = 'JSON.stringify of the notification (baseline)';

/** Reports the times. The notification is about a job with two sub-jobs. One of them failed. */
export function notificationReport(rounds: { batches: number; callsPerBatch: number }): string {
  const failed = answerAfter(durationSeconds);
  const facts = factsOf(jobOf(failed));
  const composed = composeNotification(facts);
  const timed = microseconds(
    {
      [baseline]: () => JSON.stringify(composed),
      'read the answer about a running job and decide': pollSubject(answerAfter(durationSeconds / 2)),
      'read the answer about the failed job and decide': pollSubject(failed),
      'compose the notification': () => composeNotification(facts),
      ...channelSubjects(composed),
    },
    rounds,
  );
  const unit = timed.get(baseline) ?? Number.NaN;
  const rows = [...timed].map(([name, time]) => [name, figure(time), times(time / unit)]);
  const unmeasured = kinds.filter((kind) => sampleOf(kind) === undefined);
  const note =
    unmeasured.length > 0 ? `\n\nNot measured, because there is no sample: ${unmeasured.join(', ')}.` : '';
  return `${table(['one call', 'µs', '×'], rows)}

The notification has ${figure(JSON.stringify(composed).length)} bytes. Median of ${rounds.batches} interleaved batches.${note}`;
}

/** Returns the answer of the simulated cloud, `elapsedSeconds` after the job began. */
function answerAfter(elapsedSeconds: number): {
  status: number;
  headers: Record<string, string>;
  body: string;
} {
  const moment = {
    request: 1,
    elapsedSeconds,
    credentialSeconds: 0,
    beganAtMs: began,
    ids: idsOf(jobId),
  };
  const reply = answerOf(plotOf('fails-in-sub-job', { durationSeconds }), moment);
  if (reply.kind !== 'answer') throw new TypeError('expected an answer from the story, found none');
  return reply;
}

function jobOf(answer: ReturnType<typeof answerAfter>): Job {
  const poll = readJobAnswer({ ...answer, now: began }, jobId);
  if (poll.kind !== 'job') throw new TypeError(`expected a job, found a problem: ${poll.problem.message}`);
  return poll.job;
}

/** Returns a function that does the work of a poll without its request. */
function pollSubject(answer: ReturnType<typeof answerAfter>): () => unknown {
  const now = began + durationSeconds * 1_000;
  const progress = { ...beginProgress(began, 86_400), polls: 20 };
  const policy = { polling: presets.balanced, jobId, now, wanted: new Set<never>() };
  return () => decideAfterPoll(readJobAnswer({ ...answer, now }, jobId), progress, policy);
}

const channelSubjects = (composed: Notification): Record<string, () => unknown> =>
  Object.fromEntries(
    kinds.flatMap((kind) => {
      const destination = sampleOf(kind);
      if (destination === undefined) return [];
      return [[`make the request for ${kind}`, requestSubject(destination, composed)]];
    }),
  );

/**
 * Returns a function that makes a request: checks the address, renders the body, and signs if the kind
 * requires it.
 */
function requestSubject(destination: Destination, composed: Notification): () => unknown {
  const { request, renderOptions } = openDestination(destination);
  return () => {
    const prepared = request({
      notification: composed,
      message: messageOf(composed, renderOptions),
      secret: sampleSecret,
      now: began,
    });
    if (prepared.kind === 'refused') throw new TypeError(prepared.why);
    return prepared;
  };
}

const factsOf = (job: Job): NotificationFacts => ({
  type: 'sdrs.job.failed',
  what: 'end',
  time: new Date(began + durationSeconds * 1_000).toISOString(),
  service: 'sdrs',
  job,
  watch: {
    id: `sdrs-${jobId}-0f1e2d3c4b5a6978`,
    polls: 37,
    started_at: new Date(began).toISOString(),
    ended_at: new Date(began + durationSeconds * 1_000).toISOString(),
    detection_delay_seconds: 30,
    errors_seen: 0,
  },
  account: { id: 'otc-prod', cloud: 'otc', region: 'eu-de', project_id: '0123456789abcdef0123456789abcdef' },
  links: [{ label: 'Cloud console', url: 'https://console.otc.t-systems.com/' }],
  labels: { ticket: 'OPS-1234' },
});
