import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aFailedActionTrace, anEndedJob, anOutcomeTrace, aTrace } from '../cts/traces.ts';
import { anHttpRequest } from './envelopes.ts';
import { outcomeOf } from './outcome-of.ts';
import { posted, sentBySmn } from './sending.ts';
import { apiKey, aStack, idOf, type Stack } from './stack.ts';

async function aFailingJob() {
  const stack = await aStack();
  const { projectId: project_id, addJob } = stack.simulator;
  const job_id = addJob('fails-with-code');
  return { stack, job_id, project_id, id: idOf({ job_id, project_id }) };
}

describe('a trace of an outcome', () => {
  it('is announced without a poll', async () => {
    const { stack, job_id, id } = await aFailingJob();
    await sentBySmn(stack, anOutcomeTrace(anEndedJob({ job_id })));
    expect(await outcomeOf(stack)).toMatchObject({
      watches: {},
      notified: [
        { type: 'sdrs.job.failed', data: { watch: { id }, job: { job_id, error_code: 'SDRS.1013' } } },
      ],
    });
    expect(stack.simulator.requests(job_id)).toBe(0);
  });

  it('that comes after the one of its request is announced once, by the first to see it', async () => {
    const { stack, job_id } = await aFailingJob();
    await sentBySmn(stack, aTrace({ response: { job_id } }), '1'.repeat(32));
    await sentBySmn(stack, anOutcomeTrace(anEndedJob({ job_id })), '2'.repeat(32));
    const { watches, notified } = await outcomeOf(stack);
    expect(Object.values(watches)).toEqual(['failed']);
    expect(notified).toHaveLength(1);
  });
});

describe('a trace of a group action without a job', () => {
  it('is announced at once', async () => {
    const { stack } = await aFailingJob();
    await sentBySmn(stack, aFailedActionTrace());
    expect(await outcomeOf(stack)).toMatchObject({
      watches: {},
      notified: [
        {
          type: 'sdrs.action.failed',
          data: { job: { job_type: 'failover-server-group', error_code: 'SDRS.1013' } },
        },
      ],
    });
  });
});

describe('a message of several traces, delivered twice', () => {
  it('does what each asks for, once', async () => {
    const { stack, job_id } = await aFailingJob();
    const other = stack.simulator.addJob('succeeds');
    const traces = [
      'no trace',
      aTrace({ response: { job_id } }),
      aTrace({ trace_name: 'updateProtectionGroup', response: {} }),
      { cts: aTrace({ response: { job_id: other } }) },
      aFailedActionTrace(),
    ];
    await sentBySmn(stack, traces);
    await sentBySmn(stack, traces);
    const { watches, notified } = await outcomeOf(stack);
    expect(Object.values(watches).sort()).toEqual(['failed', 'succeeded']);
    expect(notified.map(({ type }) => type).sort()).toEqual([
      'sdrs.action.failed',
      'sdrs.job.failed',
      'sdrs.job.succeeded',
    ]);
  });
});

/** The function that docs/cts.md shows, called as FunctionGraph does; its requests go to http-api. */
function callDocumented(stack: Stack, event: unknown, project_id: string): Promise<number> {
  const page = readFileSync(join(import.meta.dirname, '../../docs/cts.md'), 'utf8');
  const [, code = ''] = /```js\n(.*?)```/s.exec(page) ?? [];
  const fetch = async (url: string, { headers, body }: { headers: Record<string, string>; body: string }) => {
    const { pathname, search } = new URL(url);
    const answer = await stack.httpApi(anHttpRequest(pathname, body, { headers, query: search.slice(1) }));
    return { status: (answer as { statusCode: number }).statusCode };
  };
  const module = { handler: async (_event: unknown, _context: unknown): Promise<number> => 0 };
  new Function('exports', 'fetch', code)(module, fetch);
  const data: Record<string, string> = { JOBWATCH_URL: 'https://api.example.com', JOBWATCH_KEY: apiKey };
  return module.handler(event, { getUserData: (name: string) => data[name], getProjectID: () => project_id });
}

describe('an event of FunctionGraph', () => {
  it('that the documented function passes on starts one watch, whichever trace it has', async () => {
    const { stack, job_id, project_id, id } = await aFailingJob();
    const [first, second] = [aTrace({ response: { job_id } }), anOutcomeTrace(anEndedJob({ job_id }))];
    expect(await callDocumented(stack, { cts: first }, project_id)).toBe(202);
    expect(await callDocumented(stack, { cts: second }, project_id)).toBe(200);
    expect(await outcomeOf(stack)).toMatchObject({ watches: { [id]: 'failed' }, notified: [{}] });
  });

  it.each([
    ['without a job', aTrace({ response: '' }), 'job_id'],
    ['of a service without such jobs', aTrace({ service_type: 'OBS' }), 'service'],
  ])('%s is refused for its %s', async (_what, cts, path) => {
    const { stack, project_id } = await aFailingJob();
    const { statusCode, body } = (await posted(stack, { cts, project_id })) as {
      statusCode: number;
      body: string;
    };
    expect([statusCode, JSON.parse(body).problems]).toMatchObject([400, [{ path }]]);
    expect(stack.watchJob.executions.size).toBe(0);
  });
});
