import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { anSmnNotification, headersOf, signed } from '../cts/smn-messages.ts';
import { aFailedActionTrace, anEndedJob, anOutcomeTrace, aTrace } from '../cts/traces.ts';
import { aFailureNotification, aNotification } from '../support/notifications.ts';
import { aBatch, anEvent, anHttpRequest } from '../ways/envelopes.ts';
import { aStack, type Stack, theFunction } from '../ways/stack.ts';
import { captureLines, loud } from './captured-lines.ts';

const canary = 'CANARY';
const rightKey = `${canary}-the-key-of-the-API`;
const labels = { ticket: `${canary}-label` };
const arn = 'arn:aws:states:eu-central-1:123456789012:execution:watch-job:a-watch';
const watch = { id: 'a-watch', arn };

/** A notification with a canary in every field that a cloud or a caller fills. */
const notification = aFailureNotification({
  labels,
  reason: `${canary} reason`,
  job: {
    ...aNotification().job,
    status: 'FAIL',
    label: `${canary} label`,
    job_type: `${canary}Type`,
    error_code: `SDRS.${canary}`,
    fail_reason: `${canary} could not be stopped.`,
    entities: { server_group_name: `${canary}-group` },
  },
  problem: { kind: 'server', message: `${canary} from the gateway`, error_code: canary },
  links: [{ label: canary, url: `https://console.example/${canary}` }],
});

/** Headers of a caller without valid credentials, with a canary in each. */
const headers = {
  authorization: `Bearer ${canary}-in-authorization`,
  cookie: `session=${canary}`,
  'webhook-id': `msg_${canary}`,
  'webhook-timestamp': String(Math.floor(Date.now() / 1_000)),
  'webhook-signature': `v1,${Buffer.from(canary).toString('base64')}${canary}`,
};

interface Watched {
  stack: Stack;
  job: { job_id: string; project_id: string };
}

const watchRequest = ({ job }: Watched): string => JSON.stringify({ ...job, labels });
const invalidRequest = (job: object): string =>
  JSON.stringify({ ...job, [canary]: canary, deadline: canary });

async function messagesOfSmn({ stack, job: { job_id } }: Watched): Promise<object[]> {
  const traces = [
    aTrace({ response: { job_id }, resource_name: canary, user: { name: canary } }),
    anOutcomeTrace(anEndedJob({ job_id, fail_reason: canary, error_code: canary })),
    aFailedActionTrace({ response: { error: { code: canary, message: canary } }, resource_name: canary }),
    { trace_name: canary },
  ];
  const message = anSmnNotification({
    topic_urn: stack.topic,
    subject: canary,
    timestamp: new Date().toISOString(),
    message: JSON.stringify(traces),
  });
  const right = await signed(message, stack.signer);
  return [right, { ...right, signature: `${canary}` }, { ...right, topic_urn: canary }, { type: canary }].map(
    (sent) =>
      anHttpRequest('/v1/hooks/smn', JSON.stringify(sent), { headers: { ...headersOf(sent), ...headers } }),
  );
}

/** Events for each function, with canaries in every field that others fill. */
const events: Record<string, (watched: Watched) => object[] | Promise<object[]>> = {
  'start-watch': (watched) => [
    aBatch([watchRequest(watched), invalidRequest(watched.job), canary, JSON.stringify({ job_id: canary })]),
    { ...aBatch([]), Records: [{ messageId: 1, body: { [canary]: canary } }] },
  ],
  'poll-job': ({ job }) => [
    { watch, request: { ...job, service: 'sdrs', labels }, progress: {} },
    { watch, request: { ...job, service: 'sdrs', labels, region: canary }, progress: {} },
    { watch, request: { ...job, labels: canary }, progress: { trouble: canary } },
  ],
  'plan-notification': () => [
    { notification },
    { notification: { ...notification, severity: canary, job: canary } },
  ],
  'deliver-notification': () => [
    { notification, delivery: { destination: 'team', attempts: 0 } },
    { notification, delivery: { destination: 'hook', attempts: 0 } },
    { notification, delivery: { attempts: canary } },
  ],
  'report-lost-watch': ({ job }) => [
    { watch, request: { ...job, labels }, status: 'CAUGHT', error: canary, cause: canary },
    anEvent({
      executionArn: arn,
      name: 'a-watch',
      status: 'FAILED',
      error: canary,
      cause: canary,
      input: JSON.stringify({ ...job, labels }),
    }),
    { watch: { id: 'a-watch' }, request: canary, cause: canary },
  ],
  'http-api': (watched) => [
    anHttpRequest('/v1/watches', watchRequest(watched), { headers, query: `account=${canary}` }),
    ...[watchRequest(watched), invalidRequest(watched.job), `[${watchRequest(watched)}]`, canary].map(
      (body) =>
        anHttpRequest('/v1/watches', body, { headers: { ...headers, authorization: `Bearer ${rightKey}` } }),
    ),
    { headers, body: canary, rawPath: canary },
  ],
  'receive-smn-message': messagesOfSmn,
  'sweep-missed-failures': () => [
    anEvent({ note: canary }, { source: 'aws.events', resources: [canary] }),
    anEvent({ note: canary }, { source: 'aws.events', resources: [canary] }),
  ],
  'sweep-lost-watches': ({ stack, job }) => {
    const endedAt = Date.now() / 1_000 - 1_200;
    stack.watchJob.executions.set('a-watch', {
      name: 'a-watch',
      status: 'FAILED',
      error: canary,
      cause: canary,
      startDate: endedAt - 60,
      stopDate: endedAt,
      input: JSON.stringify({ ...job, labels }),
    });
    return [
      anEvent({ note: canary }, { source: 'aws.events', resources: [canary] }),
      anEvent({ note: canary }, { source: 'aws.events', resources: [canary] }),
    ];
  },
};

const functions = readdirSync(join(import.meta.dirname, '../../functions'));

/** Runs a function with each of its events, on a working or a broken AWS. Returns everything it wrote. */
async function logOf(name: string, { broken }: { broken: boolean }): Promise<string> {
  const stack = await aStack({
    env: loud,
    secrets: {
      '/key': rightKey,
      '/slack': `https://hooks.example/${canary}`,
      '/hook': `https://127.0.0.1/${canary}`,
    },
    configured: {
      destinations: [
        { id: 'team', kind: 'slack', url: 'ssm:/slack' },
        { id: 'hook', kind: 'webhook', url: 'ssm:/hook', sign: ['ssm:/slack'] },
      ],
    },
    refuse: (call) =>
      broken && /Execution$|Item$|^SendMessage$/.test(call.operation)
        ? { status: 400, body: JSON.stringify({ __type: 'com.amazonaws#AccessDeniedException' }) }
        : undefined,
  });
  const job_id = stack.simulator.addJob('fails-with-code', {
    beganAtMs: Date.now() - 3_600_000,
    errorCode: `SDRS.${canary}`,
    failReason: `${canary} was locked.`,
  });
  const given = events[name];
  if (given === undefined) throw new Error(`Add events with canaries for the function ${name}.`);
  const sent = await given({ stack, job: { job_id, project_id: stack.simulator.projectId } });
  // Uses the certificate of the tests: the function itself fetches the certificate of SMN from the internet.
  const handlers = [
    await theFunction(name),
    ...(name === 'receive-smn-message' ? [stack.receiveSmnMessage] : []),
  ];
  const { text } = captureLines();
  for (const handler of handlers) {
    for (const event of sent) await handler(event).catch(() => undefined);
  }
  return text();
}

it.each(
  functions.flatMap((name) => [
    { name, broken: false },
    { name, broken: true },
  ]),
)(
  'the log of $name contains no data of its events, the job or its secrets (AWS broken: $broken)',
  async ({ name, broken }) => {
    const written = await logOf(name, { broken });
    expect(written.match(/"message":"started"/g)?.length).toBeGreaterThan(1);
    if (!broken) expect(written).toContain('"message":"done"');
    expect(written.split('\n').filter((line) => line.toUpperCase().includes(canary))).toEqual([]);
  },
);
