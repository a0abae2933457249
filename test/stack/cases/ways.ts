import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, it } from 'vitest';
import { anSmnNotification, headersOf, signed } from '../../cts/smn-messages.ts';
import { aTrace } from '../../cts/traces.ts';
import { bySns } from '../../ways/envelopes.ts';
import { hosts } from '../hosts.ts';
import { expectOneFailure } from '../one-failure.ts';
import { apiKey, type Job, type Stack, theStack } from '../stack.ts';

const inJson = (value: unknown): string => JSON.stringify(value);

/** Throws where a request is not taken. */
async function post(url: string, body: unknown, headers: Record<string, string>): Promise<void> {
  const answer = await fetch(url, { method: 'POST', body: inJson(body), headers });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
}

/** Sends a trace of Cloud Trace Service as SMN does: signed, with its headers. */
async function sendTrace(stack: Stack, { job_id, project_id }: Job): Promise<void> {
  const notification = anSmnNotification({
    topic_urn: `urn:smn:eu-de:${project_id}:sdrs-traces`,
    message_id: job_id,
    signing_cert_url: `https://${hosts.smn}/smn/SMN_eu-de_${'0f'.repeat(16)}.pem`,
    timestamp: new Date(stack.clock.now()).toISOString(),
    message: inJson(aTrace({ response: inJson({ job_id }) })),
  });
  const message = await signed(notification, stack.signer);
  await post(`${stack.api}/v1/hooks/smn`, message, {
    'content-type': 'application/json',
    ...headersOf(message),
  });
}

/** Every way in which a watch starts in the cloud. */
const ways: [string, (stack: Stack, job: Job) => Promise<unknown>][] = [
  [
    'an event on the bus',
    (stack, job) => {
      const entry = { Source: 'my.pipeline', DetailType: 'SDRS Job Created', Detail: inJson(job) };
      return stack.events.send(new PutEventsCommand({ Entries: [entry] }));
    },
  ],
  ['a message to the queue', (stack, job) => stack.request(job)],
  [
    'an envelope of SNS in the queue',
    (stack, job) => stack.queue('WatchRequestQueue').send(bySns(inJson(job))),
  ],
  [
    'a request of the HTTP API',
    (stack, job) =>
      post(`${stack.api}/v1/watches`, job, {
        'content-type': 'application/json',
        authorization: `Bearer ${apiKey}`,
      }),
  ],
  [
    'a direct StartExecution',
    (stack, job) => {
      const stateMachineArn = stack.outputs.get('WatchJobMachineArn');
      return stack.sfn.send(new StartExecutionCommand({ stateMachineArn, input: inJson(job) }));
    },
  ],
  ['a signed message of SMN', sendTrace],
];

describe('a watch starts by', () => {
  it.for(ways)('%s', async ([, start]) => {
    const stack = await theStack();
    const job = stack.addJob('fails-with-code', { durationSeconds: 60 });
    await start(stack, job);
    await expectOneFailure(stack, job);
  });
});

describe('requests of the same job', () => {
  it('in all these ways, three times each, notify once', async ({ expect }) => {
    const stack = await theStack();
    const job = stack.addJob('fails-with-code', { durationSeconds: 240 });
    const thrice = [1, 2, 3].flatMap(() => ways.filter(([way]) => way !== 'a direct StartExecution'));
    await Promise.all(thrice.map(([, start]) => start(stack, job)));
    await ways.find(([way]) => way === 'a direct StartExecution')?.[1](stack, job);
    await stack.notified(job);
    const executions = await stack.quiet(job);
    expect(executions).toMatchObject([
      { machine: 'watch-job', status: 'FAILED', error: 'SDRS.1030' },
      { machine: 'watch-job', status: 'FAILED', error: 'SDRS.1030' },
      { machine: 'send-notification', status: 'SUCCEEDED' },
    ]);
    expect(stack.received(job)).toHaveLength(1);
  });
});
