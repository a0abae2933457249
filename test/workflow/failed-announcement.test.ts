import { describe, expect, it } from 'vitest';
import { makeMachine } from '../../lib/desk/machine.ts';
import type { LookDecision } from '../../lib/workflow/contracts.ts';
import watchJob from '../../lib/workflow/watch-job.asl.json' with { type: 'json' };
import { makeSkippingClock } from '../support/skipping-clock.ts';

const failed: LookDecision = { kind: 'end', outcome: 'failed', error: 'SDRS.1030', cause: 'It failed.' };
const goOn: LookDecision = { kind: 'wait', seconds: 60 };

/** Runs watch-job with looks that decide so, and Step Functions that starts no execution for anybody. */
async function watchUnheard(decisions: LookDecision[]) {
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
      LookAtJob: async () => ({
        Payload: {
          decision: left.shift(),
          progress: {},
          notice: { id: `msg_${decisions.length - left.length}` },
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

describe('a notice that cannot be announced', () => {
  it('of an end is kept whole, and the execution still ends with the code of the job', async () => {
    const { end, kept, entered } = await watchUnheard([failed]);
    expect(end).toContain('It failed.');
    expect(kept).toMatchObject([
      {
        MessageBody: {
          notice: { id: 'msg_1' },
          caught: { Error: 'StepFunctions.ExecutionLimitExceeded', Cause: 'quota' },
        },
      },
    ]);
    expect(entered.slice(-4)).toEqual(['KeepUnannounced', 'GoOnOrEnd', 'EndWatch', 'WatchEndedOtherwise']);
  });

  it('of progress is kept, and the watch goes on', async () => {
    const { kept, entered } = await watchUnheard([goOn, { kind: 'end', outcome: 'succeeded' }]);
    expect(kept).toHaveLength(2);
    expect(entered.filter((state) => state === 'LookAtJob')).toHaveLength(2);
    expect(entered.at(-1)).toBe('JobSucceeded');
  });
});
