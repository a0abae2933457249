import { describe, expect, it } from 'vitest';
import { aTrace } from '../cts/traces.ts';
import { anEvent, byRule, bySns } from './envelopes.ts';
import { outcomeOf } from './outcome-of.ts';
import { posted, queued, sentBySmn } from './sending.ts';
import { aStack, idOf, type Stack } from './stack.ts';

interface Job {
  job_id: string;
  project_id: string;
}

const inJson = (value: unknown) => JSON.stringify(value);
const ownBus = { bus: 'jobs', busParameter: 'jobs' };
/** What a function of FunctionGraph gets, with the project that it adds. */
const wrapped = (job: Job) => ({
  cts: { ...traceOf(job), trace_status: 'normal' },
  project_id: job.project_id,
});
const traceOf = ({ job_id }: Job) => aTrace({ response: inJson({ job_id }) });

/** Every way in which a watch starts in the cloud. */
const ways: [string, (stack: Stack, job: Job) => Promise<unknown>][] = [
  ['an event on the default bus', (stack, job) => queued(stack, ...byRule(anEvent(job)))],
  ['an event on a bus of its own', (stack, job) => queued(stack, ...byRule(anEvent(job), ownBus))],
  ['a message of the queue', (stack, job) => queued(stack, inJson(job))],
  ['a message of SNS', (stack, job) => queued(stack, bySns(inJson(job)))],
  ['an event through SNS', (stack, job) => queued(stack, bySns(inJson(anEvent(job))))],
  ['a request of the HTTP API', posted],
  [
    'the answer of the SDRS API, posted with its project in the query',
    (stack, { job_id, project_id }) => posted(stack, { job_id }, `project_id=${project_id}`),
  ],
  ['a trace through SMN', (stack, job) => sentBySmn(stack, traceOf(job))],
  ['a trace as FunctionGraph wraps it, through SMN', (stack, job) => sentBySmn(stack, { cts: traceOf(job) })],
  ['an event of FunctionGraph in the queue', (stack, job) => queued(stack, inJson(wrapped(job)))],
  ['an event of FunctionGraph, posted', (stack, job) => posted(stack, wrapped(job))],
  [
    'an event of FunctionGraph, posted as it is with the project in the query',
    (stack, job) => posted(stack, { cts: traceOf(job) }, `project_id=${job.project_id}`),
  ],
];

describe.each(ways)('%s', (_name, send) => {
  it('starts the watch of that job, which announces how it ended', async () => {
    const stack = await aStack();
    const { projectId: project_id, addJob } = stack.simulator;
    const job_id = addJob('fails-with-code');
    await send(stack, { job_id, project_id });
    const id = idOf({ job_id, project_id });
    expect(await outcomeOf(stack)).toMatchObject({
      watches: { [id]: 'failed' },
      notified: [
        { type: 'sdrs.job.failed', data: { watch: { id }, job: { job_id, error_code: 'SDRS.1030' } } },
      ],
      verified: true,
      bad: [],
    });
    expect(stack.simulator.requests(job_id)).toBeGreaterThan(2);
  });
});
