import { describe, expect, it } from 'vitest';
import { makeMachine } from '../../lib/local/machine.ts';
import type { PollDecision } from '../../lib/workflow/contracts.ts';
import watchJob from '../../lib/workflow/watch-job.asl.json' with { type: 'json' };
import { makeSkippingClock } from '../support/skipping-clock.ts';

const failed: PollDecision = { kind: 'end', outcome: 'failed', error: 'SDRS.1030', cause: 'It failed.' };
const goOn: PollDecision = { kind: 'wait', seconds: 60 };

/** Runs watch-job with polls that decide so, and Step Functions that starts no execution for anybody. */
async function watchUnheard(decisions: PollDecision[]) {
  const kept: unknown[] = [];
  const entered: string[] = [];
  const machine = makeMachine(watchJob, {
    clock: makeSkippingClock(),
    entered: (state) => entered.push(state),
  });
  const left = [...decisions];
  const { result } = machine({
    name: 'unheard',
    input: {},
    tasks: {
      PollJob: async () => ({
        Payload: {
          decision: left.shift(),
          progress: {},
          notification: { id: `msg_${decisions.length - left.length}` },
        },
      }),
      Announce: async () => {
        throw Object.assign(new Error('quota'), { name: 'StepFunctions.ExecutionLimitExceeded' });
      },
      KeepUnannounced: async (parameters) => {
        kept.push(parameters);
        return {};
      },
      ReportLostWatch: async () => ({ Payload: {} }),
    },
  });
  const end = await result.then(() => 'succeeded', String);
  return { end, kept, entered };
}

describe('a notification that cannot be announced', () => {
  it('of an end is kept whole, and the execution still ends with the code of the job', async () => {
    const { end, kept, entered } = await watchUnheard([failed]);
    expect(end).toContain('It failed.');
    expect(kept).toMatchObject([
      {
        MessageBody: {
          notification: { id: 'msg_1' },
          caught: { Error: 'StepFunctions.ExecutionLimitExceeded', Cause: 'quota' },
        },
      },
    ]);
    expect(entered.slice(-4)).toEqual(['KeepUnannounced', 'GoOnOrEnd', 'EndWatch', 'WatchEndedOtherwise']);
  });

  it('of progress is kept, and the watch goes on', async () => {
    const { kept, entered } = await watchUnheard([goOn, { kind: 'end', outcome: 'succeeded' }]);
    expect(kept).toHaveLength(2);
    expect(entered.filter((state) => state === 'PollJob')).toHaveLength(2);
    expect(entered.at(-1)).toBe('JobSucceeded');
  });
});
