import type { Poll } from '../../lib/job/poll.ts';
import type { Progress } from '../../lib/polling/progress.ts';
import type { PollPorts } from '../../lib/watch/poll-job.ts';
import type { AskJob } from '../../lib/watch/ports/ask-job.ts';
import { anAccount } from '../support/watches.ts';

/** The time of these tests: a watch that began at noon polls 4 min 17 s later. */
export const noon = Date.parse('2026-03-01T12:00:00.000Z');
export const now = Date.parse('2026-03-01T12:04:17.000Z');

/**
 * What a poll needs, with a cloud that always answers the same; `questions` are the ones that it was asked.
 */
export function portsWith(poll: Poll, overrides: Partial<PollPorts> = {}) {
  const questions: Parameters<AskJob>[0][] = [];
  const askJob = (async (question) => {
    questions.push(question);
    return poll;
  }) satisfies AskJob;
  const ports: PollPorts = {
    askJob,
    accounts: [anAccount()],
    polling: { preset: 'balanced', deadline: '24h' },
    wanted: new Set(['sdrs.watch.cannot_ask', 'sdrs.job.unknown_status']),
    now: () => now,
    ...overrides,
  };
  return { questions, ports };
}

/** A watch since noon that has seen its job running. */
export const someProgress = (overrides: Partial<Progress> = {}): Progress => ({
  started_at: '2026-03-01T12:00:00.000Z',
  deadline_at: '2026-03-02T12:00:00.000Z',
  polls: 7,
  errors_seen: 0,
  first_status: 'INIT',
  last_status: 'RUNNING',
  last_seen_at: '2026-03-01T12:03:55.000Z',
  job_type: 'createProtectionGroupNoCG',
  begin_time: '2026-03-01T12:00:00.000Z',
  notified: [],
  ...overrides,
});
