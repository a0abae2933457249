import { describe, expect, it } from 'vitest';
import { aTrace } from '../cts/traces.ts';
import { aBatch, anEvent, byRule, bySns } from './envelopes.ts';
import { outcomeOf } from './outcome-of.ts';
import { posted, queued, sentBySmn } from './sending.ts';
import { aStack, idOf } from './stack.ts';

const inJson = (value: unknown) => JSON.stringify(value);

describe('the rule of the bus', () => {
  const event = anEvent({ job_id: 'ff80808288a1c57d0188a1dd0a0f0012' });

  it.each([
    ['of another type', { ...event, 'detail-type': 'SDRS Job Ended' }, {}],
    ['without a type', { ...event, 'detail-type': undefined }, {}],
    ['on another bus', event, { bus: 'jobs' }],
    ['on the default bus where another is configured', event, { busParameter: 'jobs' }],
  ])('leaves an event %s alone', (_what, other, buses) => {
    expect(byRule(other, buses)).toEqual([]);
  });

  it('delivers the detail alone, whatever the source', () => {
    expect(byRule({ ...event, source: 'any.source' })).toEqual([inJson(event['detail'])]);
  });
});

describe('a batch', () => {
  it('with bad records starts the watches of all others, and keeps the bad ones with their reasons', async () => {
    const stack = await aStack();
    const { projectId: project_id, addJob } = stack.simulator;
    const jobs = [addJob('succeeds'), addJob('fails-with-code'), addJob('succeeds')];
    const [first, second, third] = jobs.map((job_id) => inJson({ job_id, project_id }));
    const raw = inJson({ job_id: jobs[0] });
    const elsewhere = inJson({ job_id: jobs[0], project_id: 'another-project' });
    await queued(stack, 'no JSON', `${first}`, raw, `${second}`, elsewhere, bySns('no JSON'), `${third}`);
    const { watches, notified, bad } = await outcomeOf(stack);
    expect(Object.values(watches).sort()).toEqual(['failed', 'succeeded', 'succeeded']);
    expect(notified).toHaveLength(3);
    expect(bad).toHaveLength(4);
    expect(bad).toEqual(
      expect.arrayContaining([
        expect.stringContaining('found a body that is not JSON'),
        expect.stringContaining('project_id'),
        expect.stringContaining('No account is configured for project another-project'),
        expect.stringContaining('Not a watch request: (top)'),
      ]),
    );
    expect(stack.kept.bad.map(({ body }) => body).sort()).toEqual(
      ['no JSON', raw, elsewhere, bySns('no JSON')].sort(),
    );
  });

  it('the answer of the SDRS API without its project is kept, and says what it lacks', async () => {
    const stack = await aStack();
    await queued(stack, ...byRule(anEvent({ job_id: stack.simulator.addJob('succeeds') })));
    const { watches, bad } = await outcomeOf(stack);
    expect({ watches, bad }).toEqual({
      watches: {},
      bad: [expect.stringMatching(/^Not a watch request: project_id: /)],
    });
  });
});

describe('a flood', () => {
  it('of the same job, fifty times in every envelope there is, starts one watch and announces one end', async () => {
    const stack = await aStack();
    const { projectId: project_id, addJob } = stack.simulator;
    const job_id = addJob('fails-with-code');
    const job = { job_id, project_id };
    const cts = aTrace({ response: { job_id } });
    const envelopes = [
      inJson(job),
      ...byRule(anEvent(job)),
      inJson(anEvent(job)),
      bySns(inJson(job)),
      bySns(inJson(anEvent(job))),
      inJson({ ...job, service: 'sdrs', region: 'eu-de', labels: { stage: 'prod' } }),
      inJson({ cts, project_id }),
    ];
    const bodies = Array.from({ length: 50 }, (_, index) => envelopes[index % envelopes.length] ?? '');
    const batches = Array.from({ length: 5 }, (_, index) =>
      aBatch(bodies.slice(index * 10, index * 10 + 10)),
    );
    await Promise.all([
      ...batches.map((batch) => stack.startWatch(batch)),
      posted(stack, job),
      sentBySmn(stack, [cts, cts]),
    ]);
    const { watches, notified, bad } = await outcomeOf(stack);
    const id = idOf(job);
    expect({ watches, bad }).toEqual({ watches: { [id]: 'failed' }, bad: [] });
    expect(notified).toHaveLength(1);
  });
});
