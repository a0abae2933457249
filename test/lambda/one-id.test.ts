import { describe, expect, it } from 'vitest';
import { failure } from '../aws/aws-server.ts';
import { anEndedJob, anOutcomeTrace, aTrace } from '../cts/traces.ts';
import { aBatch, anHttpRequest } from '../ways/envelopes.ts';
import { posted, sentBySmn } from '../ways/sending.ts';
import { apiKey, aStack, idOf, type Stack, type StackOptions, theFunction } from '../ways/stack.ts';
import { captureLines, type Line, loud } from './captured-lines.ts';

const slack = { destinations: [{ id: 'team', kind: 'slack', url: 'ssm:/not-there' }] };
const loudStack = (options: StackOptions = {}): Promise<Stack> =>
  aStack({ env: loud, configured: slack, ...options });
const arnOfWatch = (id: string) => `arn:aws:states:eu-central-1:123456789012:execution:watch-job:${id}`;
const isLog = (line: Line): boolean => line['message'] !== undefined;

/** Makes a failed job, the id of its watch, and a stack to watch it. */
async function aFailedJob(options: StackOptions = {}) {
  const stack = await loudStack(options);
  const { projectId: project_id, addJob } = stack.simulator;
  const job_id = addJob('fails-with-code', { beganAtMs: Date.now() - 3_600_000 });
  const job = { job_id, project_id };
  return { stack, job, id: idOf(job), captured: captureLines() };
}

describe('the correlation id', () => {
  it('is the id of the watch in the lines of all functions, from the request to the delivery', async () => {
    const refuse = ({ operation }: { operation: string }) =>
      /^(Get|Put|Update)Item$/.test(operation) ? failure('AccessDeniedException') : undefined;
    const { stack, job, id, captured } = await aFailedJob({ refuse });
    await stack.startWatch(aBatch([JSON.stringify(job)]));
    const started = captured.take().filter(isLog);
    expect(started.filter(({ correlation_id }) => correlation_id === id)).toHaveLength(1);

    const request = JSON.parse(stack.watchJob.executions.get(id)?.input ?? '{}');
    const watch = { id, arn: arnOfWatch(id) };
    const polled = await (await theFunction('poll-job'))({ watch, request, progress: {} });
    const { notification } = polled as { notification: object };
    const planned = await (await theFunction('plan-notification'))({ notification });
    const { deliveries } = planned as { deliveries: object[] };
    for (const delivery of deliveries)
      await (await theFunction('deliver-notification'))({ notification, delivery });

    const lines = captured.take().filter(isLog);
    expect([...new Set(lines.map((line) => line['function']))]).toEqual([
      'poll-job',
      'plan-notification',
      'deliver-notification',
    ]);
    expect(lines.map(({ message }) => message)).toContain('the key-value table cannot be reached');
    expect(lines.filter(({ correlation_id }) => correlation_id !== id)).toEqual([]);
  });

  it('is the name of an execution started by hand, whose line also contains the id of the watch', async () => {
    const { job, id, captured } = await aFailedJob();
    const watch = { id: 'named-by-hand', arn: arnOfWatch('named-by-hand') };
    await (await theFunction('poll-job'))({ watch, request: { ...job, service: 'sdrs' }, progress: {} });
    const done = captured.take().find(({ message }) => message === 'done');
    expect(done).toMatchObject({ correlation_id: 'named-by-hand', watch: id });
  });
});

type Action = (about: {
  stack: Stack;
  job: { job_id: string; project_id: string };
  id: string;
}) => Promise<unknown>;

const toApi = (stack: Stack, method: string, path: string) => {
  const request = anHttpRequest(path, '', { headers: { authorization: `Bearer ${apiKey}` } });
  return stack.httpApi({
    ...request,
    requestContext: { http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1' } },
  });
};

const actions: [string, Line, Action][] = [
  [
    'start-watch when it starts the watch',
    { message: 'watch', answer: 'started' },
    ({ stack, job }) => stack.startWatch(aBatch([JSON.stringify(job)])),
  ],
  [
    'http-api when it starts the watch',
    { message: 'watch', answer: 'started' },
    ({ stack, job }) => posted(stack, job),
  ],
  [
    'http-api when it shows the watch',
    { message: 'watch shown', status: 'running' },
    async ({ stack, job, id }) => {
      await posted(stack, job);
      await toApi(stack, 'GET', `/v1/watches/${id}`);
    },
  ],
  [
    'http-api when it stops the watch',
    { message: 'watch stop', answer: 'stopped' },
    async ({ stack, job, id }) => {
      await posted(stack, job);
      await toApi(stack, 'DELETE', `/v1/watches/${id}`);
    },
  ],
  [
    'receive-smn-message when it requests the watch',
    { message: 'watch', answer: 'queued' },
    ({ stack, job: { job_id } }) => sentBySmn(stack, aTrace({ response: { job_id } })),
  ],
  [
    'receive-smn-message when it announces the outcome',
    { message: 'notification', answer: 'started' },
    ({ stack, job: { job_id } }) => sentBySmn(stack, anOutcomeTrace(anEndedJob({ job_id }))),
  ],
  [
    'sweep-missed-failures when it announces the outcome',
    { message: 'notification', answer: 'started' },
    ({ stack }) => stack.sweepMissedFailures({}),
  ],
  [
    'report-lost-watch when it announces the loss',
    { message: 'notification', answer: 'started' },
    async ({ job, id }) => {
      const watch = { id, arn: arnOfWatch(id) };
      await (await theFunction('report-lost-watch'))({ watch, request: job, status: 'CAUGHT' });
    },
  ],
  [
    'sweep-lost-watches when it announces the loss',
    { message: 'notification', answer: 'started' },
    ({ stack, job, id }) => swept(stack, job, id),
  ],
];

/** Sweeps after one execution timed out 20 minutes ago. */
function swept({ watchJob, sweepLostWatches }: Stack, job: object, id: string): Promise<unknown> {
  const endedAt = Date.now() / 1_000 - 1_200;
  const times = { startDate: endedAt - 60, stopDate: endedAt };
  watchJob.executions.set(id, { name: id, status: 'TIMED_OUT', input: JSON.stringify(job), ...times });
  return sweepLostWatches({});
}

describe('the id of the watch is in a line of', () => {
  it.each(actions)('%s', async (_, line, action) => {
    const about = await aFailedJob();
    await action(about);
    expect(about.captured.take()).toContainEqual(
      expect.objectContaining({ ...line, correlation_id: about.id, request_id: 'request-1' }),
    );
  });

  it.each([
    ['start-watch', ({ stack, job }) => stack.startWatch(aBatch([JSON.stringify(job)]))],
    ['http-api', ({ stack, job }) => posted(stack, job)],
  ] satisfies [string, Action][])('%s when it cannot start the watch', async (_, action) => {
    const refuse = ({ operation }: { operation: string }) =>
      operation === 'StartExecution' ? failure('ExecutionLimitExceeded') : undefined;
    const about = await aFailedJob({ refuse });
    await action(about);
    expect(about.captured.take()).toContainEqual(
      expect.objectContaining({
        message: 'watch not started',
        correlation_id: about.id,
        level: 'ERROR',
        error_name: 'ExecutionLimitExceeded',
      }),
    );
  });

  it('report-lost-watch when it cannot announce the loss', async () => {
    const refuse = () => failure('AccessDeniedException');
    const { job, id, captured } = await aFailedJob({ refuse });
    const lost = { watch: { id, arn: arnOfWatch(id) }, request: job, status: 'CAUGHT' };
    await expect((await theFunction('report-lost-watch'))(lost)).rejects.toThrow();
    expect(captured.take()).toContainEqual(
      expect.objectContaining({ message: 'notification not announced', correlation_id: id }),
    );
  });
});

describe('a sweep that cannot announce a loss', () => {
  it('logs the id of the watch and the error', async () => {
    const refuse = ({ operation }: { operation: string }) =>
      operation === 'DescribeExecution' ? failure('AccessDeniedException') : undefined;
    const { stack, job, id, captured } = await aFailedJob({ refuse });
    await expect(swept(stack, job, id)).rejects.toMatchObject({ name: 'SweepIncomplete' });
    expect(captured.take()).toContainEqual(
      expect.objectContaining({
        message: 'ended watch not examined',
        correlation_id: id,
        level: 'ERROR',
        error_name: 'AccessDeniedException',
      }),
    );
  });
});

describe('an invalid request message', () => {
  it('is logged with its message id', async () => {
    const { stack, captured } = await aFailedJob();
    await stack.startWatch(aBatch(['not JSON']));
    expect(captured.take()).toContainEqual(
      expect.objectContaining({ message_id: 'message-0', request_id: 'request-1', level: 'ERROR' }),
    );
    expect(stack.kept.bad).toHaveLength(1);
  });
});
