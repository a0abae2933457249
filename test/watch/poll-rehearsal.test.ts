import { expect, it } from 'vitest';
import { pollJob } from '../../lib/watch/poll-job.ts';
import { PollInput, PollOutput } from '../../lib/workflow/contracts.ts';
import { anExecution } from '../support/watches.ts';

const began = Date.parse('2026-11-24T08:00:00.000Z');

/** Polls a rehearsal twice. Fails if a poll sends a request or counts a metric. */
async function pollTwice(outcome: string): Promise<PollOutput> {
  const request = {
    job_id: `rehearsal-${outcome}-1`,
    project_id: 'rehearsal',
    account: 'rehearsal',
    to: ['a'],
  };
  const never = () => {
    throw new Error('a rehearsal asked a cloud, or was counted');
  };
  const poll = async (progress: object, now: number) =>
    PollOutput.parse(
      await pollJob(PollInput.parse({ watch: anExecution, request, progress }), {
        askJob: never,
        onPolled: never,
        accounts: [],
        now: () => now,
        polling: { preset: 'balanced', deadline: '24h' },
        wanted: new Set(['sdrs.job.started' as const]),
      }),
    );
  const first = await poll({}, began);
  expect(first).not.toHaveProperty('notification');
  const seconds = first.decision.kind === 'wait' ? first.decision.seconds : 0;
  return poll(first.progress, began + seconds * 1_000);
}

it.each([
  ['failed', 'sdrs.job.failed', 'SDRS.0406'],
  ['succeeded', 'sdrs.job.succeeded', undefined],
])(
  'a rehearsal ends as %s at its second poll, without a cloud and uncounted',
  async (outcome, type, code) => {
    const { decision, notification } = await pollTwice(outcome);
    expect(decision).toMatchObject({ kind: 'end', outcome });
    expect(notification).toMatchObject({
      type,
      outcome,
      rehearsal: { to: ['a'] },
      account: { id: 'rehearsal' },
    });
    expect(notification?.job.error_code).toBe(code);
  },
);
