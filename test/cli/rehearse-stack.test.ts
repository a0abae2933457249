import { afterEach, describe, expect, it, vi } from 'vitest';
import { kindOfMachine } from '../../lib/aws/rehearsing-machine.ts';
import { makeClock } from '../../lib/watch/ports/clock.ts';
import sendNotificationAsl from '../../lib/workflow/send-notification.asl.json' with { type: 'json' };
import watchJobAsl from '../../lib/workflow/watch-job.asl.json' with { type: 'json' };
import { type Call, failure, ok, type Reply, startAws } from '../aws/aws-server.ts';
import { arnOf, machineArn } from '../aws/step-functions.ts';
import { aNotification } from '../support/notifications.ts';
import { jsonLines, useSandbox } from '../support/sandbox.ts';

const sender = 'arn:aws:states:eu-central-1:123456789012:execution:send-notification:msg_1';
const progress = {
  started_at: '2026-11-24T08:00:01.000Z',
  deadline_at: '2026-11-25T08:00:01.000Z',
  polls: 2,
  errors_seen: 0,
  notified: [],
};
const decision = {
  kind: 'end',
  outcome: 'failed',
  error: 'SDRS.0406',
  cause: 'Failed to execute the subjob',
};
const at = (seconds: number) => Date.parse('2026-11-24T08:00:00.000Z') / 1_000 + seconds;

/** A stack that did all its work at once: what its two executions say. */
interface Story {
  watch?: object[];
  sender?: object[];
  senderStatus?: string;
}
const exited = (id: number, name: string, output: object) => ({
  id,
  timestamp: at(id),
  type: 'TaskStateExited',
  stateExitedEventDetails: { name, output: JSON.stringify(output) },
});
const taskDone = (id: number, output: object) => ({
  id,
  timestamp: at(id),
  type: 'TaskSucceeded',
  taskSucceededEventDetails: { resourceType: 'x', resource: 'x', output: JSON.stringify(output) },
});
const taskFailed = (id: number, error: string, cause: string) => ({
  id,
  timestamp: at(id),
  type: 'TaskFailed',
  taskFailedEventDetails: { resourceType: 'lambda', resource: 'invoke', error, cause },
});
const polled = exited(5, 'PollJob', { decision, progress, notification: aNotification() });
const announced = taskDone(6, { ExecutionArn: sender, StartDate: at(6) });
const planned = taskDone(7, {
  Payload: { deliveries: [{ destination: 'ops', attempts: 0 }], suppressed: [] },
});
const delivery = { destination: 'ops', attempts: 1 };
const delivered = exited(9, 'Deliver', { attempt: { delivery, result: { kind: 'delivered' } } });
const worked: Story = { watch: [announced, polled], sender: [planned, delivered] };

/** Answers as AWS does for one rehearsal, whose execution begins with its event. */
function stackOf(story: Story, refuse: (call: Call) => Reply | undefined = () => undefined) {
  let request: Record<string, unknown> | undefined;
  const ofWatch = () => ({
    executionArn: arnOf('w'),
    name: 'w',
    status: 'FAILED',
    startDate: at(0),
    stopDate: at(8),
    input: JSON.stringify(request),
    error: 'SDRS.0406',
    cause: 'Failed to execute the subjob',
  });
  const ofSender = { executionArn: sender, status: story.senderStatus ?? 'SUCCEEDED', startDate: at(6) };
  const begun = (call: Call, [watch, send]: readonly [object, object]): Reply => {
    if (story.watch === undefined) return failure('ExecutionDoesNotExist');
    return ok(call.parameters['executionArn'] === sender ? send : watch);
  };
  const put = (call: Call): Reply => {
    const [entry] = call.parameters['Entries'] as { Detail: string }[];
    request = JSON.parse(entry?.Detail ?? '');
    return ok({ FailedEntryCount: 0, Entries: [{ EventId: 'event-1' }] });
  };
  const served = (call: Call): Reply => {
    switch (call.operation) {
      case 'DescribeStateMachine':
        return ok({ definition: JSON.stringify(watchJobAsl), stateMachineArn: machineArn });
      case 'PutEvents':
        return put(call);
      case 'DescribeExecution':
        return begun(call, [ofWatch(), ofSender]);
      case 'GetExecutionHistory':
        return begun(call, [{ events: story.watch }, { events: story.sender ?? [] }]);
      default:
        return failure('UnknownOperation');
    }
  };
  return { answer: (call: Call) => refuse(call) ?? served(call), request: () => request };
}

const sandbox = useSandbox();
let close: () => Promise<unknown> = async () => {};
afterEach(async () => {
  vi.unstubAllEnvs();
  await close();
});

async function rehearse(stack: ReturnType<typeof stackOf>, ...flags: string[]) {
  const aws = await startAws(stack.answer);
  close = aws.close;
  vi.stubEnv('AWS_ENDPOINT_URL', aws.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
  const args = ['rehearse', '--event-bus', 'jobs', '--machine', machineArn, ...flags];
  const ran = await sandbox.run(args, { clock: makeClock(25) });
  return { ...ran, calls: aws.calls };
}

describe('jobwatch rehearse of a deployed stack', () => {
  it('sends an event as the creator of a job does, and says how long each step took', async () => {
    const stack = stackOf(worked);
    const ran = await rehearse(stack, '--to', 'ops', '--output', 'json');
    expect({ code: ran.code, err: ran.err }).toEqual({ code: 0, err: '' });
    const put = ran.calls.find(({ operation }) => operation === 'PutEvents');
    expect(put?.parameters).toMatchObject({
      Entries: [{ DetailType: 'SDRS Job Created', EventBusName: 'jobs', Source: 'jobwatch.rehearse' }],
    });
    expect(stack.request()).toMatchObject({ account: 'rehearsal', project_id: 'rehearsal', to: ['ops'] });
    expect(jsonLines(ran)).toMatchObject([
      { type: 'step', step: 'event', ok: true, detail: 'the bus "jobs" accepted the event event-1' },
      { type: 'step', step: 'queue', ok: true },
      { type: 'step', step: 'start', ok: true },
      { type: 'step', step: 'poll', ok: true, seconds: 5, detail: 'failed, after 2 polls' },
      { type: 'step', step: 'announce', ok: true, seconds: 1 },
      { type: 'step', step: 'plan', ok: true, seconds: 1, detail: 'to ops' },
      { type: 'step', step: 'deliver', destination: 'ops', ok: true, seconds: 2, detail: 'delivered' },
      { type: 'end', ok: true },
    ]);
  });

  it.each<[string, Story, number, string, RegExp]>([
    [
      'no watch begins',
      {},
      3,
      'queue',
      /no watch started[\s\S]*JobCreatedRule of this stack listens to the bus "jobs"/,
    ],
    [
      'a function that polls dies',
      { watch: [taskFailed(4, 'Runtime.ExitError', '{"errorMessage":"out of memory"}')] },
      1,
      'poll',
      /the watch ended as lost without an outcome: SDRS\.0406/,
    ],
    [
      'nothing could be announced',
      { watch: [polled, taskFailed(6, 'States.TaskFailed', 'AccessDenied')] },
      1,
      'announce',
      /States\.TaskFailed: AccessDenied/,
    ],
    [
      'the plan fails permanently',
      { watch: [polled, announced], sender: [taskFailed(7, 'WrongInput', '{"errorMessage":"unknown key"}')] },
      1,
      'plan',
      /WrongInput: unknown key/,
    ],
    [
      'the plan is tried again',
      {
        watch: [polled, announced],
        sender: [taskFailed(7, 'WrongInput', '{"errorMessage":"unknown key"}')],
        senderStatus: 'RUNNING',
      },
      3,
      'plan',
      /not done within 20 s: WrongInput: unknown key/,
    ],
    [
      'the function that delivers dies',
      {
        watch: [polled, announced],
        sender: [
          planned,
          exited(9, 'Deliver', { attempt: { delivery, caught: { Error: 'Sandbox.Timedout', Cause: 'x' } } }),
        ],
      },
      1,
      'deliver',
      /ops: Sandbox\.Timedout: x/,
    ],
  ])('stops where %s', async (...row) => {
    const [, story, code, step, expected] = row;
    const ran = await rehearse(stackOf(story), '--timeout', '20s');
    expect({ code: ran.code, err: ran.err }).toEqual({ code, err: '' });
    expect(ran.out).toMatch(new RegExp(`^${step} +FAILED`, 'm'));
    expect(ran.out).toContain(`\nStopped at ${step}. `);
    expect(ran.out).toMatch(expected);
  });

  const refusing = (operation: string, reply: Reply) => (call: Call) =>
    call.operation === operation ? reply : undefined;
  const older = JSON.stringify({ ...watchJobAsl, Comment: 'Follows one job.' });
  it.each<[string, (call: Call) => Reply | undefined, number, RegExp]>([
    [
      'a machine that is not there',
      refusing('DescribeStateMachine', failure('StateMachineDoesNotExist')),
      2,
      /^jobwatch: --machine: no state machine .*Check its stage, region and account\.\n$/,
    ],
    [
      'another machine',
      refusing('DescribeStateMachine', ok({ definition: JSON.stringify(sendNotificationAsl) })),
      2,
      /is another state machine; expected the output WatchJobMachineArn/,
    ],
    [
      'a stack of an older version',
      refusing('DescribeStateMachine', ok({ definition: older })),
      4,
      /has an older version without the account "rehearsal"; deploy this version first/,
    ],
    [
      'a bus that is not there',
      refusing('PutEvents', failure('ResourceNotFoundException')),
      2,
      /^jobwatch: --event-bus: no event bus "jobs" in eu-central-1/,
    ],
    [
      'a bus that takes no event',
      refusing(
        'PutEvents',
        ok({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'NotAuthorized', ErrorMessage: 'no' }] }),
      ),
      4,
      /the event bus "jobs" refused the event \(NotAuthorized: no\)/,
    ],
    [
      'missing rights to put events',
      refusing('PutEvents', failure('AccessDeniedException')),
      4,
      /AWS is unavailable \(AccessDeniedException\)/,
    ],
    [
      'missing rights to see executions',
      refusing('DescribeExecution', failure('AccessDeniedException')),
      4,
      /AWS is unavailable \(AccessDeniedException\)/,
    ],
  ])('says in one message that there is %s', async (...row) => {
    const [, refuse, code, message] = row;
    const ran = await rehearse(stackOf(worked, refuse));
    expect(ran.code).toBe(code);
    expect(ran.err).toMatch(message);
    expect(ran.err.trim().split('\n')).toHaveLength(1);
  });

  it('ends its JSON lines with the step that an unavailable service stopped', async () => {
    const stack = stackOf(worked, refusing('DescribeExecution', failure('AccessDeniedException')));
    const ran = await rehearse(stack, '--output', 'json');
    expect(ran.code).toBe(4);
    expect(jsonLines(ran).at(-1)).toEqual({
      type: 'end',
      ok: false,
      stopped_at: 'queue',
      error: expect.stringContaining('AWS is unavailable (AccessDeniedException)'),
    });
  });

  it('names the error of its last request if its timeout ends before it gives up', async () => {
    const stack = stackOf(worked, refusing('DescribeExecution', failure('AccessDeniedException')));
    const { code, err, out } = await rehearse(stack, '--timeout', '2s');
    expect({ code, out }).toMatchObject({ code: 4, out: expect.not.stringContaining('no watch started') });
    expect(err).toMatch(/^jobwatch: AWS is unavailable \(AccessDeniedException\)/);
  });

  it('names the pagers that it skips if its routes go to nobody else', async () => {
    const skipped = [{ destination: 'on-call', why: 'pages_people' }];
    const plan = taskDone(7, { Payload: { deliveries: [], suppressed: skipped, configured: ['on-call'] } });
    const { code, out } = await rehearse(stackOf({ watch: [polled, announced], sender: [plan] }));
    expect(code).toBe(1);
    expect(out).toContain('the routes name only destinations that page people: on-call (name them with --to');
    expect(out).not.toContain('no route sends it');
  });

  it('ends every sentence of what to do, but for a command', async () => {
    const { out } = await rehearse(
      stackOf({ watch: [taskFailed(4, 'Runtime.ExitError', '{"errorMessage":"out of memory"}')] }),
    );
    expect(out).toMatch(
      /Stopped at poll\. See the log of .*\. Show the watch: jobwatch show \S+ --machine \S+\n$/,
    );
  });

  it.each([
    ['a machine without a bus', ['--machine', machineArn], 'missing --event-bus'],
    ['a bus without a machine', ['--api', 'https://a.example', '--event-bus', 'jobs'], '--event-bus needs'],
    ['no place', [], 'missing --api or --machine'],
    ['no duration', ['--api', 'https://a.example', '--timeout', 'soon'], '--timeout: expected a duration'],
  ])('refuses %s', async (_, flags, message) => {
    const { code, err } = await sandbox.run(['rehearse', ...flags]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('knows the machines of this version', () => {
    expect(kindOfMachine(JSON.stringify(watchJobAsl))).toBe('knows_rehearsals');
    expect(kindOfMachine(JSON.stringify(sendNotificationAsl))).toBe('another_machine');
  });
});
