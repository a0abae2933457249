import { readFileSync } from 'node:fs';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { describe, it } from 'vitest';
import * as z from 'zod';
import { stateVersion } from '../../../lib/workflow/state-version.ts';
import { later, laterNotification, withMore } from '../../support/later-release.ts';
import { fixtureOf } from '../../support/record-states.ts';
import { type Job, type Stack, theStack } from '../stack.ts';

const Recorded = z.object({
  poll: z.object({ progress: z.record(z.string(), z.unknown()) }),
  plan: z.object({ notification: z.looseObject({ job: z.looseObject({}) }) }),
  deliver: z.object({ delivery: z.record(z.string(), z.unknown()) }),
});
const recorded = Recorded.parse(JSON.parse(readFileSync(fixtureOf(stateVersion), 'utf8')));

/** Progress of a later release, in the middle of a watch that began now. */
function laterProgress(now: number): unknown {
  const trouble = { since: isoTime(now), kind: 'out_of_turns', in_a_row: 1, message: 'of a later release' };
  const times = { started_at: isoTime(now), deadline_at: isoTime(now + 3_600_000) };
  return withMore(later(recorded.poll.progress, { ...times, last_seen_at: isoTime(now), trouble }));
}
const isoTime = (ms: number): string => new Date(ms).toISOString();

/** Makes a second watch-job that begins with this progress, as one does that another release began. */
async function machineGoingOn(stack: Stack, progress: unknown): Promise<string> {
  const stateMachineArn = stack.outputs.get('WatchJobMachineArn');
  const { definition = '', roleArn } = await stack.sfn.send(
    new DescribeStateMachineCommand({ stateMachineArn }),
  );
  const deployed = z.looseObject({ States: z.record(z.string(), z.unknown()) }).parse(JSON.parse(definition));
  const BeginWatch = { Type: 'Pass', Result: { progress }, Next: 'PollJob' };
  const changed = { ...deployed, States: { ...deployed.States, BeginWatch } };
  const created = await stack.sfn.send(
    new CreateStateMachineCommand({
      name: 'watch-job-in-the-middle',
      definition: JSON.stringify(changed),
      roleArn,
    }),
  );
  return created.stateMachineArn ?? '';
}

/** A notification of a later release about a job. */
const notificationAbout = ({ job_id }: Job): Record<string, unknown> => {
  const { notification } = recorded.plan;
  // An id has the characters of base32.
  const id = `msg_${job_id.replace(/[^2-7a-z]/g, 'z').slice(0, 26)}`;
  return laterNotification({ ...notification, id, job: { ...notification.job, job_id } });
};

const delivery = later(
  { ...recorded.deliver.delivery, destination: 'everything' },
  { priority: 'of a later release' },
);

const starts: [string, (job: Job) => object][] = [
  ['to be planned', (job) => ({ notification: notificationAbout(job) })],
  ['with a delivery to be made again', (job) => ({ notification: notificationAbout(job), again: delivery })],
];

describe('after a rollback, state of a later release', () => {
  it('in the middle of a watch is gone on with: the job ends, and is notified once', async ({ expect }) => {
    const stack = await theStack();
    const job = stack.addJob('fails-with-code', { durationSeconds: 120 });
    const stateMachineArn = await machineGoingOn(stack, laterProgress(stack.clock.now()));
    const { executionArn } = await stack.sfn.send(
      new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(job) }),
    );
    const [event] = await stack.notified(job);
    expect(event).toMatchObject({
      type: 'sdrs.job.failed',
      data: { job: { job_id: job.job_id, error_code: 'SDRS.1030' } },
    });
    await stack.ended(job);
    const watch = await stack.sfn.send(new DescribeExecutionCommand({ executionArn }));
    expect(watch).toMatchObject({ status: 'FAILED', error: 'SDRS.1030' });
    expect(stack.received(job)).toHaveLength(1);
  });

  it.for(starts)('in a notification %s is delivered once, as it is', async ([, inputFor], { expect }) => {
    const stack = await theStack();
    const job = stack.addJob('succeeds');
    const input = withMore(inputFor(job)) as object;
    await stack.start('SendNotificationMachineArn', input);
    const [event] = await stack.notified(job);
    expect(event).toMatchObject({
      type: 'sdrs.job.cancelled',
      data: { outcome: 'cancelled', severity: 'error', job: { job_id: job.job_id } },
    });
    expect(await stack.ended(job)).toMatchObject([{ machine: 'send-notification', status: 'SUCCEEDED' }]);
    expect(stack.received(job)).toHaveLength(1);
  });
});
