/**
 * The stack under test: deployed once (deployed.ts), with the packaged zips behind a Lambda service of our
 * own, moto as all other services, a simulated cloud with the jobs, and receivers. Time passes 60 times as
 * fast (fast-clock.ts).
 *
 * How to write a case, in a file of `cases/` that side-by-side.stack.ts imports:
 *
 *   it('a failed job reaches the webhook', async ({ expect }) => {
 *     const stack = await theStack();
 *     const job = stack.addJob('fails-with-code', { durationSeconds: 60 });
 *     await stack.request(job);                                      // a message to the request queue
 *     const [event] = await stack.notified(job);                     // verified by signature, or the case fails
 *     expect(event).toMatchObject({ type: 'sdrs.job.failed', data: { job: { error_code: 'SDRS.1030' } } });
 *     await stack.ended(job);                                        // every execution about the job has ended
 *     expect(stack.received(job)).toHaveLength(1);                   // and nothing else arrived
 *   });
 *
 * All cases of a file run side by side, so faults and answers name the job that they are about:
 *   stack.lambda.addFault({ function: 'DeliverNotification', what: 'dies_after_work', having: job.job_id })
 *   stack.hosts.answer({ path: '/busy', status: 503, times: 2, having: job.job_id })
 * Who is notified besides /everything is chosen by the label `case` of the request (jobwatch.yaml).
 * Other means: `stack.jobwatch(…)`, `stack.dropStatusEvents()`, `stack.runSchedule(…)`, `stack.queue(…)`,
 * `stack.sfn`, `stack.sqs`, `stack.env`.
 */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import {
  CreateSecretCommand,
  ResourceExistsException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { Webhook } from 'standardwebhooks';
import { inject, vi } from 'vitest';
import * as z from 'zod';
import { startSimulator } from '../../lib/simulator/cloud.ts';
import type { JobOptions } from '../../lib/simulator/job-register.ts';
import type { StoryName } from '../../lib/simulator/stories.ts';
import { makeSigner } from '../cts/smn-messages.ts';
import { askAws } from './ask-aws.ts';
import { clockVariable, makeFastClock, realMs } from './fast-clock.ts';
import { type Received, startHosts } from './hosts.ts';
import { startHttpFront } from './http-front.ts';
import { type AsyncRules, startLambda } from './lambda.ts';
import { startPoller } from './queue-poller.ts';
import { runCommand } from './run-command.ts';

export interface Job {
  job_id: string;
  project_id: string;
}

/** A CloudEvent whose signature was verified. */
export interface Event {
  id: string;
  type: string;
  data: Record<string, unknown> & { job: Record<string, unknown>; watch: Record<string, unknown> };
}

export const apiKey = 'a-key-for-the-HTTP-API-in-tests';
const signingSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const accessKeys = { accessKey: 'AKFORTESTS', secretKey: 'a secret key for tests' };
const region = 'eu-central-1';
const here = import.meta.dirname;
const jobwatchCommand = join(here, '../../lib/cli/main.ts');

const Resource = z.object({
  id: z.string(),
  type: z.string(),
  properties: z.record(z.string(), z.unknown()),
});
type Resource = z.infer<typeof Resource>;

let started: ReturnType<typeof startStack> | undefined;

/** The one stack of a run, started at the first call. */
export const theStack = (): ReturnType<typeof startStack> => {
  started ??= startStack();
  return started;
};
export type Stack = Awaited<ReturnType<typeof startStack>>;

async function startStack() {
  const { aws, packaged, folder, epochMs } = inject('deployed');
  const clock = makeFastClock(epochMs);
  const client = {
    endpoint: aws,
    region,
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    useQueueUrlAsEndpoint: false,
  };
  const [sqs, sfn] = [new SQSClient(client), new SFNClient(client)];
  const day = 86_400_000;
  const signer = await makeSigner({ from: clock.now() - 40 * day, to: clock.now() + 400 * day });
  const simulator = await startSimulator({ clock, keys: [accessKeys] });
  const hosts = await startHosts({ simulatorUrl: simulator.url, smnPem: signer.pem, now: clock.now });
  await writeFile(join(folder, 'hosts.pem'), hosts.certificate);

  const bridges = (path: string, body: object = {}): Promise<unknown> =>
    fetch(`${aws}/bridges/${path}`, { method: 'POST', body: JSON.stringify(body) }).then((answer) =>
      answer.json(),
    );
  const resources = z.array(Resource).parse(await bridges('resources'));
  const { outputs, ids } = await describeStack(aws);
  const queueUrl = (logicalId: string): string => (ids.get(logicalId) ?? '').replace(/^https:\/\/[^/]+/, aws);

  /** What every process of the test needs to talk to this AWS and these hosts, at this time. */
  const env = {
    PATH: process.env['PATH'] ?? '',
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_ENDPOINT_URL: aws,
    NODE_EXTRA_CA_CERTS: join(folder, 'hosts.pem'),
    STACK_CLOCK: clockVariable(epochMs),
    STACK_HOSTS_PORT: String(hosts.port),
  };
  const lambda = await startLambda({
    aws,
    packaged,
    folder,
    env,
    asyncRules: (name) => asyncRulesOf(name, resources, (arn, body) => sendTo(queueUrlOfArn(arn, aws), body)),
  });
  const sendTo = (url: string, body: string) =>
    sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body }));
  await bridges('lambda', { url: lambda.url });
  await keepSecrets(client);
  const front = await startHttpFront(routesOf(resources), lambda);
  const poller = startPoller(await describeMapping(aws), { sqs, lambda });

  const executions = makeExecutions(sfn, outputs);
  /** What the receivers got about a job, or at one of them. */
  const received = (job: Job, path?: string): Received[] => hosts.received.filter(isAbout(job, path));
  return {
    clock,
    simulator,
    hosts,
    lambda,
    sqs,
    sfn,
    env,
    outputs,
    signer,
    received,
    folder,
    /** The URL of the HTTP API. */
    api: front.url,
    events: new EventBridgeClient(client),
    dynamodb: new DynamoDBClient(client),

    /** A job of the simulated cloud, as a watch request names it. */
    addJob: (story: StoryName, options: JobOptions = {}): Job => ({
      job_id: simulator.addJob(story, { jobId: randomBytes(16).toString('hex'), ...options }),
      project_id: simulator.projectId,
    }),

    /** Requests a watch by a message to the request queue. */
    request: (job: Job, more: object = {}) =>
      sendTo(queueUrl('WatchRequestQueue'), JSON.stringify({ ...job, ...more })),

    /** Starts an execution of a machine, named by an output of the stack. */
    start: (machine: 'WatchJobMachineArn' | 'SendNotificationMachineArn', input: object, name?: string) =>
      sfn.send(
        new StartExecutionCommand({
          stateMachineArn: outputs.get(machine),
          input: JSON.stringify(input),
          ...(name !== undefined && { name }),
        }),
      ),

    /** Sends messages to the request queue so that one batch holds them all. */
    requestInOneBatch: (bodies: readonly string[]) =>
      poller.handOverTogether(async () => {
        for (const body of bodies) await sendTo(queueUrl('WatchRequestQueue'), body);
      }),

    /**
     * Runs the command `jobwatch` in a process of its own, at the time of the stack. Answers with what it
     * printed.
     */
    jobwatch: (...parameters: string[]) =>
      runCommand(
        [process.execPath, '--import', join(here, 'sandbox/preload.mjs'), jobwatchCommand, ...parameters],
        env,
      ),

    /** The notifications about a job at a receiver ("/everything" by default), once there are `count`. */
    notified: async (job: Job, { path = '/everything', count = 1 } = {}): Promise<Event[]> => {
      const arrived = hosts.waitFor(isAbout(job, path), count);
      const silent = executions.untilSilent(job).then((ended) => {
        throw new Error(`all has ended, and ${path} did not get ${count}: ${JSON.stringify(ended)}`);
      });
      return (await Promise.race([arrived, silent])).map((message) => verified(message, clock.now()));
    },

    /** The executions that are about a job, those of watch-job first. */
    executions: (job: Job) => executions.about(job),

    /** Resolves when all executions that are about a job have ended; answers with them. */
    ended: (job: Job) => executions.untilEnded(job),

    /**
     * The same, when also nothing new began for ten real seconds: where something could still come of a job.
     */
    quiet: (job: Job) => executions.untilSilent(job),

    /**
     * Drops "Execution Status Change" events from now on (they are sent on best effort), or sends them again.
     */
    dropStatusEvents: (drop = true) => bridges('switch', { status_events: !drop }),

    /** Sends the event of a scheduled rule to its targets, as if its time had come. */
    runSchedule: (rule: string) => bridges('schedule', { rule }),

    /** A queue of the template by its logical id. */
    queue: (logicalId: string) => ({
      url: queueUrl(logicalId),
      send: (body: string) => sendTo(queueUrl(logicalId), body),
      /** Resolves when a message with this text lies in the queue; leaves it there. */
      holds: (having: string) => holdMessage(sqs, { url: queueUrl(logicalId), having }),
      /** Takes the messages about a job out of the queue, once there are `count`. */
      take: (having: string, count = 1) => takeMessages(sqs, { url: queueUrl(logicalId), having, count }),
    }),
  };
}

const isAbout =
  ({ job_id }: Job, path?: string) =>
  (message: Received): boolean =>
    message.body.includes(job_id) && (path === undefined || message.path === path);

/** The notification in a webhook. Throws where `standardwebhooks` does not take the signature. */
function verified({ headers, body, atMs }: Received, now: number): Event {
  const header = (name: string): string => [headers[name] ?? ''].flat().join();
  const signed = {
    'webhook-id': header('webhook-id'),
    'webhook-timestamp': header('webhook-timestamp'),
    'webhook-signature': header('webhook-signature'),
  };
  // The library judges the age by its own clock, which is not that of the stack.
  vi.useFakeTimers({ toFake: ['Date'], now: Math.min(atMs, now) });
  try {
    new Webhook(signingSecret).verify(body, signed);
  } finally {
    vi.useRealTimers();
  }
  return JSON.parse(body) as Event;
}

async function describeStack(aws: string) {
  const ask = (action: string) =>
    askAws(aws, {
      service: 'cloudformation',
      path: '/',
      form: `Action=${action}&StackName=sdrs-job-watcher-dev&Version=2010-05-15`,
    });
  const [outputs, resources] = await Promise.all([ask('DescribeStacks'), ask('DescribeStackResources')]);
  const pairs = (xml: string, key: string, value: string): Map<string, string> =>
    new Map(
      [...xml.matchAll(/<member>(.*?)<\/member>/gs)].flatMap(([, member = '']) => {
        const name = new RegExp(`<${key}>(.*?)</${key}>`, 's').exec(member)?.[1];
        const found = new RegExp(`<${value}>(.*?)</${value}>`, 's').exec(member)?.[1];
        return name === undefined || found === undefined ? [] : [[name, found] as const];
      }),
    );
  return {
    outputs: pairs(outputs.slice(outputs.indexOf('<Outputs>')), 'OutputKey', 'OutputValue'),
    ids: pairs(resources, 'LogicalResourceId', 'PhysicalResourceId'),
  };
}

const queueUrlOfArn = (arn: string, aws: string): string => `${aws}/${arn.split(':').slice(-2).join('/')}`;

/** moto 5.2.1 does not make these; AWS's defaults are two retries and no destination. */
function asyncRulesOf(
  functionName: string,
  resources: readonly Resource[],
  send: (queueArn: string, body: string) => Promise<unknown>,
): AsyncRules {
  const Config = z.object({
    FunctionName: z.string(),
    MaximumRetryAttempts: z.number().default(2),
    DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }).optional() }).default({}),
  });
  const found = resources
    .filter(({ type }) => type === 'AWS::Lambda::EventInvokeConfig')
    .map(({ properties }) => Config.parse(properties))
    .find(({ FunctionName }) => FunctionName === functionName);
  const destination = found?.DestinationConfig.OnFailure?.Destination;
  return {
    retries: found?.MaximumRetryAttempts ?? 2,
    ...(destination !== undefined && { onFailure: (record) => send(destination, record) }),
  };
}

function routesOf(resources: readonly Resource[]): Map<string, string> {
  const ofType = (type: string) => resources.filter((one) => one.type === `AWS::ApiGatewayV2::${type}`);
  const text = (value: unknown): string => z.string().parse(value);
  const integrations = ofType('Integration');
  return new Map(
    ofType('Route').map(({ properties }) => {
      const target = text(properties['Target']);
      const integration = integrations.find(({ id }) => target.includes(`-${id}-`));
      const uri = text(integration?.properties['IntegrationUri']);
      return [text(properties['RouteKey']), uri.split(':').at(-1) ?? ''];
    }),
  );
}

async function describeMapping(aws: string) {
  const Mapping = z.object({
    EventSourceArn: z.string(),
    FunctionArn: z.string(),
    BatchSize: z.number(),
    ScalingConfig: z.object({ MaximumConcurrency: z.number() }),
    FunctionResponseTypes: z.array(z.string()).default([]),
  });
  const answer = await askAws(aws, { service: 'lambda', path: '/2015-03-31/event-source-mappings/' });
  const { EventSourceMappings } = z
    .object({ EventSourceMappings: z.tuple([Mapping]) })
    .parse(JSON.parse(answer));
  const [mapping] = EventSourceMappings;
  return {
    queueArn: mapping.EventSourceArn,
    queueUrl: queueUrlOfArn(mapping.EventSourceArn, aws),
    functionName: mapping.FunctionArn.split(':').at(-1) ?? '',
    batchSize: mapping.BatchSize,
    maximumConcurrency: mapping.ScalingConfig.MaximumConcurrency,
    reportsFailures: mapping.FunctionResponseTypes.includes('ReportBatchItemFailures'),
  };
}

async function keepSecrets(client: object): Promise<void> {
  const [secrets, ssm] = [new SecretsManagerClient(client), new SSMClient(client)];
  // They are there already when Vitest watches the files and runs them again.
  const create = (Name: string, value: object) =>
    secrets
      .send(new CreateSecretCommand({ Name, SecretString: JSON.stringify(value) }))
      .catch((error) => (error instanceof ResourceExistsException ? undefined : Promise.reject(error)));
  await Promise.all([
    create('stack/otc', { access_key: accessKeys.accessKey, secret_key: accessKeys.secretKey }),
    create('stack/slack', { url: 'https://hooks.slack.com/services/T00000000/B00000000/chat' }),
    ...Object.entries({ '/stack/signing-secret': signingSecret, '/stack/api-key': apiKey }).map(
      ([Name, Value]) =>
        ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', Overwrite: true })),
    ),
  ]);
}

/** An execution that is about a job, as DescribeExecution returns it. */
export interface Execution {
  machine: 'watch-job' | 'send-notification';
  arn: string;
  name: string;
  status: string;
  error: string | undefined;
}

/** Lists the executions of both machines; asks only once for those that have ended. */
function makeExecutions(sfn: SFNClient, outputs: ReadonlyMap<string, string>) {
  const ended = new Map<string, DescribeExecutionOutput>();
  const running = new Map<string, DescribeExecutionOutput>();

  const describe = async (executionArn: string): Promise<void> => {
    const described = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    (described.status === 'RUNNING' ? running : ended).set(executionArn, described);
  };

  const list = async (machine: Execution['machine'], having: string): Promise<Execution[]> => {
    const output = machine === 'watch-job' ? 'WatchJobMachineArn' : 'SendNotificationMachineArn';
    const asked = { stateMachineArn: outputs.get(output), maxResults: 1_000 };
    const { executions = [] } = await sfn.send(new ListExecutionsCommand(asked));
    const arns = executions.map(({ executionArn = '' }) => executionArn).reverse();
    for (const arn of arns.filter((one) => !ended.has(one))) await describe(arn);
    return arns.flatMap((arn) => {
      const { input = '', name = '', status = '', error } = ended.get(arn) ?? running.get(arn) ?? {};
      return input.includes(having) ? [{ machine, arn, name, status, error }] : [];
    });
  };

  const about = async ({ job_id }: Job): Promise<Execution[]> => [
    ...(await list('watch-job', job_id)),
    ...(await list('send-notification', job_id)),
  ];

  const untilEnded = async (job: Job): Promise<Execution[]> => {
    for (;;) {
      const executions = await about(job);
      const isOver = executions.length > 0 && executions.every(({ status }) => status !== 'RUNNING');
      if (isOver) return executions;
      await setTimeout(realMs(30));
    }
  };

  return {
    about,
    untilEnded,
    /** Resolves when everything about a job has ended and nothing began in ten real seconds. */
    untilSilent: async (job: Job): Promise<Execution[]> => {
      for (;;) {
        const before = await untilEnded(job);
        await setTimeout(10_000);
        const after = await untilEnded(job);
        if (after.length === before.length) return after;
      }
    },
  };
}

async function takeMessages(
  sqs: SQSClient,
  { url, having, count }: { url: string; having: string; count: number },
): Promise<Message[]> {
  const taken: Message[] = [];
  while (taken.length < count) {
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 15,
        WaitTimeSeconds: 20,
        MessageAttributeNames: ['All'],
      }),
    );
    for (const message of messages.filter(({ Body }) => Body?.includes(having))) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message.ReceiptHandle }));
      taken.push(message);
    }
  }
  return taken;
}

async function holdMessage(sqs: SQSClient, { url, having }: { url: string; having: string }): Promise<void> {
  for (;;) {
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
    );
    if (messages.some(({ Body }) => Body?.includes(having))) return;
    await setTimeout(realMs(30));
  }
}
