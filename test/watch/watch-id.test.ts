import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idOfExecution, isWatchId, watchId } from '../../lib/watch/watch-id.ts';
import { WatchRequest } from '../../lib/workflow/watch-request.ts';
import { aRequest, jobId, projectId } from '../support/watches.ts';

const job = { ...aRequest(), region: 'eu-de' };
const word = (length: number) => fc.stringMatching(new RegExp(`^[A-Za-z0-9_-]{8,${length}}$`));
const anyJob = fc
  .record({
    job_id: word(64),
    project_id: word(64),
    service: fc.stringMatching(/^[a-z][a-z0-9-]{1,30}$/),
    region: fc.stringMatching(/^[a-z0-9][a-z0-9-]{1,62}$/),
  })
  .map((fields) => ({ ...WatchRequest.parse(fields), region: fields.region }));

describe('the id of a watch', () => {
  it('begins with what people know, and ends with a hash that is always the same', () => {
    expect(watchId(job)).toBe(`sdrs-${jobId}-b8429563e92b1f80`);
  });

  it('is cut before its hash, to the 80 characters that the name of an execution may have', () => {
    const request = aRequest({
      service: 'a'.repeat(31),
      job_id: 'B'.repeat(64),
      project_id: '0123456789abcdef'.repeat(2),
    });
    const id = watchId({ ...request, region: 'eu-de' });
    expect(id).toBe(`${'a'.repeat(31)}-${'B'.repeat(31)}-64701fe23c619ff3`);
    expect(id).toHaveLength(80);
  });

  it('does not depend on how and for how long a job is watched', () => {
    const request = aRequest({ deadline: '1h', polling: 'prompt', labels: { a: 'b' }, account: 'otc-prod' });
    expect(watchId({ ...request, region: 'eu-de' })).toBe(watchId(job));
  });

  it.each([
    ['service', { service: 'ecs' }],
    ['region', { region: 'eu-nl' }],
    ['project', { project_id: aRequest({ project_id: `${projectId}0` }).project_id }],
    ['job', { job_id: aRequest({ job_id: `${jobId}0` }).job_id }],
  ])('differs by %s', (_, other) => {
    expect(watchId({ ...job, ...other })).not.toBe(watchId(job));
    expect(watchId({ ...job, ...other }).slice(-16)).not.toBe(watchId(job).slice(-16));
  });

  it('is a name that an execution may have, whatever the job', () => {
    fc.assert(
      fc.property(anyJob, (any) => {
        const id = watchId(any);
        expect(id).toMatch(/^[A-Za-z0-9_-]{1,63}-[0-9a-f]{16}$/);
        expect(watchId({ ...any })).toBe(id);
        expect(isWatchId(id)).toBe(true);
      }),
    );
  });

  it('differs for different jobs', () => {
    fc.assert(
      fc.property(anyJob, anyJob, (one, other) => {
        const same = (['job_id', 'project_id', 'service', 'region'] as const).every(
          (key) => one[key] === other[key],
        );
        expect(watchId(one) === watchId(other)).toBe(same);
      }),
    );
  });
});

describe('a text', () => {
  it.each([watchId(job), 'theirs', 'a', '_-', 'A1'.repeat(40)])('that may name an execution: %s', (text) => {
    expect(isWatchId(text)).toBe(true);
  });

  it.each(['', 'a'.repeat(81), '../watches', 'a b', 'sdrs-1\n', '\nsdrs-1', 'arn:aws:states', 'é', 'a%2Fb'])(
    'that never does, and is not asked for: %j',
    (text) => {
      expect(isWatchId(text)).toBe(false);
    },
  );
});

describe('an execution', () => {
  const request = aRequest();
  const account = { region: 'eu-de' };

  it.each([watchId(job), watchId(job, 2), watchId(job, 20)])('that we named does the watch %s', (id) => {
    expect(idOfExecution(id, request, account)).toBe(id);
  });

  it.each([
    'b5e3a1d0-6a51-4b0e-9a55-0c2f6f1f8f3e',
    `sdrs-${jobId}`,
    `sdrs-${jobId}-b8429563e92b1f80-x`,
    watchId({ ...job, service: 'ecs' }),
  ])('that somebody else named %s does the first watch of its job', (name) => {
    expect(idOfExecution(name, request, account)).toBe(watchId(job));
  });

  it('is known by its name where nobody knows which job it is about', () => {
    expect(idOfExecution('theirs', undefined, account)).toBe('theirs');
    expect(idOfExecution('theirs', request, undefined)).toBe('theirs');
  });
});
