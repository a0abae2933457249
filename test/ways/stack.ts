import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { HttpRequestEvent, SmnAnswer } from '../../functions/receive-smn-message/event.ts';
import { takeOrRefuse, wireReceiveSmnMessage } from '../../functions/receive-smn-message/wiring.ts';
import { defineHandler } from '../../lib/lambda/define-handler.ts';
import { startSimulator } from '../../lib/simulator/cloud.ts';
import type { Clock } from '../../lib/watch/ports/clock.ts';
import { watchId } from '../../lib/watch/watch-id.ts';
import { WatchRequest } from '../../lib/workflow/watch-request.ts';
import { type Call, type Reply, startAws } from '../aws/aws-server.ts';
import { makeStepFunctions } from '../aws/step-functions.ts';
import { makeSigner, type Signer } from '../cts/smn-messages.ts';
import { makeSkippingClock } from '../support/skipping-clock.ts';
import { answerOf, arnOfMachine, type Kept, queueUrl, type Secrets } from './aws.ts';

export type Handler = (event: unknown) => Promise<unknown>;

/**
 * A deployed stack on this machine: the real functions, a pretend AWS under them, and a pretend cloud with
 * the jobs.
 */
export interface Stack {
  clock: Clock;
  simulator: Awaited<ReturnType<typeof startSimulator>>;
  /** What Step Functions was asked to start, by machine. */
  watchJob: ReturnType<typeof makeStepFunctions>;
  sendNotification: ReturnType<typeof makeStepFunctions>;
  kept: Kept;
  signer: Signer;
  topic: string;
  startWatch: Handler;
  httpApi: Handler;
  receiveSmnMessage: Handler;
  sweepMissedFailures: Handler;
  reportLostWatch: Handler;
  sweepLostWatches: Handler;
}

/** What a stack may have otherwise than most do. */
export interface StackOptions {
  env?: Record<string, string>;
  /** More of the configuration. */
  configured?: object;
  secrets?: Secrets;
  /** What AWS answers to a call before it is served; undefined serves it. */
  refuse?: (call: Call) => Reply | undefined;
}

/** The id of the watch of a job in the stack's one account. */
export const idOf = (job: { job_id: string; project_id: string }): string =>
  watchId({ ...WatchRequest.parse(job), region: 'eu-de' });

export const apiKey = 'a-key-for-the-HTTP-API-in-tests';

/**
 * Starts a stack that ends with the test. Its clock is the pretend cloud's; the functions go by the wall
 * clock.
 */
export async function aStack({
  env = {},
  configured = {},
  secrets: more = {},
  refuse = () => undefined,
}: StackOptions = {}): Promise<Stack> {
  const clock = makeSkippingClock(Date.now());
  const simulator = await startSimulator({ clock });
  const topic = `urn:smn:eu-de:${simulator.projectId}:sdrs-traces`;
  const [watchJob, sendNotification] = [makeStepFunctions(), makeStepFunctions()];
  const kept: Kept = { requests: [], bad: [], records: new Map() };
  const secrets: Secrets = { '/token': simulator.issueToken(), '/key': apiKey, ...more };
  const served = answerOf({ watchJob, sendNotification, kept, secrets });
  const aws = await startAws((call) => refuse(call) ?? served(call));
  const root = await mkdtemp(join(tmpdir(), 'stack-'));
  await writeFile(
    join(root, 'configuration.json'),
    JSON.stringify({ ...configurationOf(simulator, topic), ...configured }),
  );
  const day = 86_400_000;
  const signer = await makeSigner({ from: Date.now() - day, to: Date.now() + day });
  for (const [name, value] of Object.entries({ ...environment(root, aws.endpoint), ...env }))
    vi.stubEnv(name, value);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await Promise.all([aws.close(), simulator.close(), rm(root, { recursive: true })]);
  });
  return {
    clock,
    simulator,
    watchJob,
    sendNotification,
    kept,
    signer,
    topic,
    startWatch: await theFunction('start-watch'),
    httpApi: await theFunction('http-api'),
    receiveSmnMessage: takerOf(signer),
    sweepMissedFailures: await theFunction('sweep-missed-failures'),
    reportLostWatch: await theFunction('report-lost-watch'),
    sweepLostWatches: await theFunction('sweep-lost-watches'),
  };
}

const context = { awsRequestId: 'request-1', functionName: 'a-function' };
let stacks = 0;

/** The handler as Lambda loads it: evaluated again, because it keeps what it was wired with. */
export async function theFunction(name: string): Promise<Handler> {
  stacks += 1;
  const path = join(import.meta.dirname, `../../functions/${name}/handler.ts?stack=${stacks}`);
  const { handler } = await import(path);
  return (event) => handler(event, { ...context, functionName: name });
}

/**
 * functions/receive-smn-message with one difference: the certificate, which it would get from the public
 * internet.
 */
function takerOf(signer: Signer): Handler {
  const handler = defineHandler({
    input: HttpRequestEvent,
    output: SmnAnswer,
    wire: async (host) => {
      const { smn, count } = await wireReceiveSmnMessage(host);
      return { count, smn: smn && { ...smn, fetchCertificate: async () => signer.pem } };
    },
    run: takeOrRefuse,
    facts: ({ status, did }) => ({ status, did }),
  });
  return (event) => handler(event, context);
}

const configurationOf = (simulator: { url: string; projectId: string }, topic: string) => ({
  accounts: [
    {
      id: 'otc-prod',
      cloud: 'otc',
      region: 'eu-de',
      project_id: simulator.projectId,
      endpoint: simulator.url,
      credentials: { kind: 'token', token: 'ssm:/token' },
    },
  ],
  sweep: {},
  api: { keys: ['ssm:/key'], smn: { topics: [topic], hosts: ['smn.eu-de.otc.t-systems.com'] } },
});

const environment = (root: string, endpoint: string): Record<string, string> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'example',
  POWERTOOLS_SERVICE_NAME: 'jobwatch',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  POWERTOOLS_METRICS_DISABLED: 'true',
  LAMBDA_TASK_ROOT: root,
  JOBWATCH_CONFIG: 'configuration.json',
  JOBWATCH_WATCH_JOB_ARN: arnOfMachine('watch-job'),
  JOBWATCH_SEND_NOTIFICATION_ARN: arnOfMachine('send-notification'),
  JOBWATCH_KEY_VALUE_TABLE: 'records',
  JOBWATCH_REQUEST_QUEUE_URL: queueUrl(endpoint, 'requests'),
  JOBWATCH_BAD_MESSAGE_QUEUE_URL: queueUrl(endpoint, 'bad-requests'),
});
