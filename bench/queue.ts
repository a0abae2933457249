import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SFNClient } from '@aws-sdk/client-sfn';
import { parse } from 'yaml';
import * as z from 'zod';
import { BatchResponse, QueueMessages } from '../functions/start-watch/event.ts';
import { clientOptions } from '../lib/aws/client-options.ts';
import { makeStartWatch } from '../lib/aws/executions.ts';
import { defineHandler } from '../lib/lambda/define-handler.ts';
import { Account } from '../lib/watch/account.ts';
import { startWatches } from '../lib/watch/start-watches.ts';
import type { Benchmark } from './benchmark.ts';
import { emptyQueue, type QueueSettings, type TakeBatch } from './request-queue.ts';
import { makeStartExecutions } from './start-executions.ts';
import { figure, table } from './table.ts';
import { makeVirtualTime } from './virtual-time.ts';

/** The result of a burst of requests. The last three fields count jobs or messages that went wrong. */
export interface Burst {
  seconds: number;
  calls: number;
  throttled: number;
  /** Calls that the client retried by itself. */
  retries: number;
  redeliveries: number;
  atOnce: number;
  lost: number;
  doubled: number;
  deadLetters: number;
}

/**
 * `npm run bench queue`: simulates a burst of requests under the quota of StartExecution.
 */
export const queue: Benchmark = {
  about: 'a burst of 10,000 watch requests through queue and start-watch, under the quota of StartExecution',
  run: async () => queueReport(10_000),
};

/** Reports a burst of requests with the stack's settings, and without its limit of concurrent invocations. */
export async function queueReport(requests: number): Promise<string> {
  const deployed = deployedSettings();
  const cases: [string, QueueSettings][] = [
    ['as deployed', deployed],
    ['without a limit', { ...deployed, maximumConcurrency: undefined }],
  ];
  const rows: string[][] = [];
  for (const [name, settings] of cases) rows.push([name, ...figuresOf(await burst(requests, settings))]);
  return `${figure(requests)} requests at once. Every tenth is a duplicate in another envelope or with other labels. StartExecution: a bucket of 800 calls,
refilled with 150 per second. Time is virtual. The function, the client and its retries are real.

${table(head, rows)}

lost: jobs that have no watch and no dead letter. doubled: jobs that have two watches.`;
}

const head = [
  'invocations',
  'at once',
  'all started',
  'calls',
  'throttled',
  'by retries',
  'redelivered',
  'dead letters',
  'lost',
  'doubled',
];

const figuresOf = ({ seconds, ...burst }: Burst): string[] => [
  figure(burst.atOnce),
  `${figure(seconds)} s`,
  ...[
    burst.calls,
    burst.throttled,
    burst.retries,
    burst.redeliveries,
    burst.deadLetters,
    burst.lost,
    burst.doubled,
  ].map(figure),
];

const Queues = z.object({
  Resources: z.object({
    WatchRequestQueue: z.object({
      Properties: z.object({
        VisibilityTimeout: z.number(),
        RedrivePolicy: z.object({ maxReceiveCount: z.number() }),
      }),
    }),
  }),
});
const StartWatch = z.object({
  events: z.tuple([
    z.object({ sqs: z.object({ batchSize: z.number(), maximumConcurrency: z.number().optional() }) }),
  ]),
});

/** Returns the settings of the stack. */
export function deployedSettings(): QueueSettings {
  const { VisibilityTimeout, RedrivePolicy } = Queues.parse(yamlOf('lib/aws/stack/queues.yml')).Resources
    .WatchRequestQueue.Properties;
  const [{ sqs }] = StartWatch.parse(yamlOf('functions/start-watch/function.yml')).events;
  return { ...RedrivePolicy, ...sqs, visibilitySeconds: VisibilityTimeout };
}

const yamlOf = (path: string): unknown => parse(readFileSync(join(import.meta.dirname, '..', path), 'utf8'));

const account = Account.parse({
  id: 'otc',
  cloud: 'otc',
  region: 'eu-de',
  project_id: '5dd3c0b24cdc4d31952c49589182a89d',
  credentials: { kind: 'token', token: 'env:TOKEN' },
});

/** Puts requests into the queue at once, and counts until each is handled or a dead letter. */
export async function burst(requests: number, settings: QueueSettings): Promise<Burst> {
  await warmUp();
  const time = makeVirtualTime();
  const { requestHandler, counted, watches } = makeStartExecutions(time);
  const environments: TakeBatch[] = [];
  const take: TakeBatch = (event, environment) => {
    environments[environment] ??= anEnvironment(requestHandler);
    return environments[environment](event, environment);
  };
  const bodies = Array.from({ length: requests }, (_, index) => bodyOf(index));
  const { environments: atOnce, ...emptied } = await time.run(() =>
    emptyQueue(bodies, { time, settings, take }),
  );
  const jobs = new Set(Array.from({ length: requests }, (_, index) => jobOf(index)));
  return {
    ...emptied,
    atOnce,
    calls: counted.calls,
    throttled: counted.throttled,
    retries: counted.calls - requests - emptied.redeliveries,
    seconds: counted.lastStartMs / 1_000,
    lost: Math.max(0, [...jobs].filter((job) => !watches.has(job)).length - emptied.deadLetters),
    doubled: [...watches.values()].filter((count) => count > 1).length,
  };
}

/** Makes one call first: the first client of a process reads files, and virtual time cannot wait for that. */
async function warmUp(): Promise<void> {
  const { requestHandler } = makeStartExecutions({ now: () => 0, sleep: async () => {} });
  await anEnvironment(requestHandler)({ Records: [{ messageId: 'first', body: bodyOf(0) }] }, 0);
}

/**
 * Makes a start-watch function in its own environment. Each environment's client has its own retry budget.
 */
function anEnvironment(requestHandler: ReturnType<typeof makeStartExecutions>['requestHandler']): TakeBatch {
  const client = new SFNClient({
    ...clientOptions,
    requestHandler,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
  });
  const definition = {
    input: QueueMessages,
    output: BatchResponse,
    wire: () => ({
      accounts: [account],
      startWatch: makeStartWatch(client, 'arn:aws:states:eu-central-1:123456789012:stateMachine:watch-job'),
      rejectRequest: async (_message: unknown, reason: string) => {
        throw new TypeError(reason);
      },
    }),
    run: startWatches,
    facts: () => ({}),
  };
  const handler = defineHandler(definition, {
    env: {},
    log: { info: () => undefined, error: () => undefined },
    now: Date.now,
  });
  return async (event) =>
    (await handler(event, { awsRequestId: '1', functionName: 'start-watch' })).batchItemFailures;
}

/** Returns a job id. Every tenth repeats the job before it. */
const jobOf = (index: number): string =>
  `ff8080828${String(index % 10 === 9 ? index - 1 : index).padStart(23, '0')}`;

function bodyOf(index: number): string {
  const request = { job_id: jobOf(index), project_id: account.project_id };
  if (index % 10 !== 9) return JSON.stringify(request);
  if (index % 20 === 9) return JSON.stringify({ ...request, labels: { copy: 'yes' } });
  return JSON.stringify({ Type: 'Notification', TopicArn: 'arn', Message: JSON.stringify(request) });
}
