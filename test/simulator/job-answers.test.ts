import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JobAnswer, toJob } from '../../lib/job/job-answer.ts';
import { idsOf } from '../../lib/simulator/job-ids.ts';
import type { Reply } from '../../lib/simulator/reply.ts';
import { answerOf, jobIdOf, plotOf, storyNames } from '../../lib/simulator/stories.ts';

const ids = idsOf(jobIdOf('succeeds'));
const at = (elapsedSeconds: number) => ({
  request: 1,
  elapsedSeconds,
  credentialSeconds: elapsedSeconds,
  beganAtMs: Date.parse('2026-03-01T10:00:00.250Z'),
  ids,
});
const json = (reply: Reply) => JSON.parse(reply.kind === 'answer' ? reply.body : '');

describe('an answer', () => {
  it('equals the first example of the API document', () => {
    expect(json(answerOf(plotOf('succeeds'), at(90)))).toEqual({
      job_id: ids.jobId,
      job_type: 'createProtectionGroupNoCG',
      begin_time: '2026-03-01T10:00:00.250Z',
      end_time: '2026-03-01T10:01:30.250Z',
      status: 'SUCCESS',
      error_code: null,
      fail_reason: null,
      entities: { server_group_id: expect.stringMatching(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/) },
    });
  });

  it('has an empty end time and null values while the job runs', () => {
    const running = { status: 'RUNNING', end_time: '', error_code: null, fail_reason: null };
    expect(json(answerOf(plotOf('fails-with-code'), at(10)))).toMatchObject(running);
    expect(json(answerOf(plotOf('goes-back', { troubleSeconds: Infinity }), at(90)))).toMatchObject({
      ...running,
      status: 'INIT',
    });
  });

  it('has only sub-jobs in the entities, as the second example of the API document', () => {
    const plot = plotOf('succeeds-with-sub-jobs');
    expect(json(answerOf(plot, at(0))).entities).toEqual({ sub_jobs: [] });
    const { entities } = json(answerOf(plot, at(90)));
    expect(Object.keys(entities)).toEqual(['sub_jobs']);
    expect(entities.sub_jobs).toMatchObject([
      { job_id: ids.subJobIds[0], job_type: 'stopProtectionGroupRepNoCG', status: 'SUCCESS' },
      {
        job_id: ids.subJobIds[1],
        begin_time: '2026-03-01T10:00:05.250Z',
        end_time: '2026-03-01T10:01:25.250Z',
        entities: { server_group_id: ids.serverGroupId },
      },
    ]);
  });

  it('contains the real cause in the second sub-job only', () => {
    const job = json(answerOf(plotOf('fails-in-sub-job'), at(90)));
    expect(job).toMatchObject({ status: 'FAIL', error_code: 'SDRS.0406' });
    expect(job.entities.sub_jobs).toMatchObject([
      { status: 'SUCCESS', error_code: null },
      { status: 'FAIL', error_code: 'EVS.2024', entities: { volume_ids: ids.volumeId } },
    ]);
  });

  it('has running sub-jobs in a job without an end', () => {
    const plot = plotOf('succeeds-with-sub-jobs', { durationSeconds: Infinity });
    expect(json(answerOf(plot, at(1e6)))).toMatchObject({
      status: 'RUNNING',
      entities: {
        sub_jobs: [
          { status: 'RUNNING', end_time: '' },
          { status: 'RUNNING', end_time: '' },
        ],
      },
    });
  });

  it('is read as a job by jobwatch if it is a complete 200', () => {
    const jobStories = storyNames.filter((story) => !['bad-json', 'wrong-job'].includes(story));
    fc.assert(
      fc.property(
        fc.constantFrom(...jobStories),
        fc.double({ min: 0, max: 1e7, noNaN: true }),
        fc.double({ min: 0.001, max: 1e7, noNaN: true }),
        (story, elapsedSeconds, durationSeconds) => {
          const reply = answerOf(plotOf(story, { durationSeconds }), at(elapsedSeconds));
          fc.pre(reply.kind === 'answer' && reply.status === 200);
          const job = toJob(JobAnswer.parse(json(reply)), ids.jobId);
          expect(job.job_id).toBe(ids.jobId);
          expect(job.end_time !== undefined).toBe(job.status === 'SUCCESS' || job.status === 'FAIL');
          expect(job.error_code !== undefined).toBe(job.status === 'FAIL');
        },
      ),
    );
  });

  it('lets jobwatch find the cause in the sub-job', () => {
    const job = toJob(JobAnswer.parse(json(answerOf(plotOf('fails-in-sub-job'), at(90)))), ids.jobId);
    expect(job.root_cause).toMatchObject({ job_id: ids.subJobIds[1], error_code: 'EVS.2024' });
  });
});
