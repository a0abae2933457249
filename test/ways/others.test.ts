import { describe, expect, it } from 'vitest';
import { makeSandbox } from '../support/sandbox.ts';
import { outcomeOf } from './outcome-of.ts';
import { queued } from './sending.ts';
import { aStack, idOf } from './stack.ts';

const schedule = {
  version: '0',
  id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
  account: '123456789012',
  region: 'eu-central-1',
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  time: '2026-03-01T12:00:00Z',
  detail: {},
  resources: ['arn:aws:events:eu-central-1:123456789012:rule/missed-failures'],
};
const hourAgo = () => Date.now() - 3_600_000;

describe('the schedule of the sweep', () => {
  it('announces a failure that no watch announced, and no other, once', async () => {
    const stack = await aStack();
    const { projectId: project_id, addJob } = stack.simulator;
    const [notified, missed] = [1, 2].map(() => addJob('fails-with-code', { beganAtMs: hourAgo() }));
    addJob('succeeds', { beganAtMs: hourAgo() });
    await queued(stack, JSON.stringify({ job_id: notified, project_id }));
    const run = { account: 'otc-prod', found: 2, left: 0 };
    expect(await stack.sweepMissedFailures(schedule)).toEqual({
      accounts: [{ ...run, announced: 2, already: 0 }],
    });
    expect(await stack.sweepMissedFailures(schedule)).toEqual({
      accounts: [{ ...run, announced: 0, already: 2 }],
    });
    const came = await outcomeOf(stack);
    expect(Object.values(came.watches)).toEqual(['failed']);
    expect(came.notified.map(({ data }) => data.job['job_id']).sort()).toEqual([notified, missed].sort());
  });
});

describe('the command', () => {
  it.each(['flag', 'standard input'])('watches a job of a %s, with the exit code of its end', async (how) => {
    const { clock, simulator } = await aStack();
    const sandbox = await makeSandbox();
    const job_id = simulator.addJob('fails-with-code');
    const { code, out } = await sandbox.run(
      ['watch', how === 'flag' ? job_id : '-', '--endpoint', simulator.url, '--output', 'json'],
      {
        clock,
        input: JSON.stringify({ job_id }),
        env: {
          OS_TOKEN: simulator.issueToken(),
          OS_PROJECT_ID: simulator.projectId,
          OS_REGION_NAME: 'eu-de',
        },
      },
    );
    await sandbox.remove();
    const id = idOf({ job_id, project_id: simulator.projectId });
    expect({ code, end: JSON.parse(out.trim().split('\n').at(-1) ?? '') }).toMatchObject({
      code: 1,
      end: { event: 'end', outcome: 'failed', watch: { id }, job: { job_id, error_code: 'SDRS.1030' } },
    });
  });
});
