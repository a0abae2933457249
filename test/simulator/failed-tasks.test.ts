import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Simulator, startSimulator } from '../../lib/simulator/cloud.ts';

const Groups = z.object({ server_groups: z.array(z.object({ id: z.string() })) });

let time = 0;
let cloud: Simulator;
beforeEach(async () => {
  time = Date.parse('2026-03-01T10:00:00.000Z');
  cloud = await startSimulator({ clock: { now: () => time }, tokens: ['good'] });
});
afterEach(() => cloud.close());

const ask = (path: string, { project = cloud.projectId, token = 'good', method = 'GET' } = {}) =>
  fetch(`${cloud.url}/v1/${project}${path}`, { method, headers: { 'x-auth-token': token } });
const failures = async (query = '') => (await ask(`/task-center/failure-jobs${query}`)).json();
const groups = async () => (await ask('/server-groups')).json();

describe('the list of failed tasks', () => {
  it('contains a failure of a group after its end, in the shape of the API document', async () => {
    const job = cloud.addJob('fails-with-code');
    expect(await failures()).toEqual({ count: 0, failure_jobs: [] });
    time += 90_000;
    expect(await failures()).toEqual({
      count: 1,
      failure_jobs: [
        {
          job_status: 'FAIL',
          resource_id: expect.any(String),
          resource_name: expect.any(String),
          resource_type: 'server_groups',
          failure_status: 'failoverFail',
          job_id: job,
          job_type: 'failoverProtectionGroupNoCG',
          begin_time: '2026-03-01T10:00:00.000Z',
          error_code: 'SDRS.1030',
          fail_reason: 'Failed to perform the failover',
        },
      ],
    });
  });

  it('contains a failure inside a group only in the list of that group', async () => {
    const job = cloud.addJob('fails-in-sub-job');
    time += 90_000;
    expect(await failures()).toMatchObject({ count: 0 });
    const { server_groups } = Groups.parse(await groups());
    expect(server_groups).toHaveLength(1);
    const inGroup = await failures(`?server_group_id=${server_groups[0]?.id}`);
    expect(inGroup).toMatchObject({ count: 1, failure_jobs: [{ job_id: job }] });
    expect(await failures('?server_group_id=another')).toMatchObject({ count: 0 });
  });

  it('contains no successful, endless or future jobs', async () => {
    cloud.addJob('succeeds');
    cloud.addJob('never-ends');
    time += 3_600_000;
    expect(await failures()).toMatchObject({ count: 0 });
  });

  it('has pages', async () => {
    const jobs = [1, 2, 3].map(() => cloud.addJob('fails-with-code'));
    time += 90_000;
    const page = await failures('?limit=2&offset=1');
    expect(page).toMatchObject({ count: 3, failure_jobs: jobs.slice(1).map((job) => ({ job_id: job })) });
  });

  it.each(['/task-center/failure-jobs', '/server-groups'])(
    '%s requires credentials and the right project',
    async (path) => {
      expect((await ask(path, { token: 'bad' })).status).toBe(401);
      expect((await ask(path, { project: 'another-project' })).status).toBe(403);
    },
  );
});

describe('a violation', () => {
  it.each(['DELETE', 'PUT', 'POST', 'PATCH'])('is a %s where only reading is allowed', async (method) => {
    const path = '/task-center/failure-jobs/batch';
    expect((await ask(path, { method })).status).toBe(404);
    expect(cloud.violations()).toEqual([`${method} /v1/${cloud.projectId}${path}`]);
  });

  it('is neither a poll nor a login', async () => {
    await failures();
    await fetch(`${cloud.url}/v3/auth/tokens?nocatalog=true`, { method: 'POST', body: '{}' });
    expect(cloud.violations()).toEqual([]);
  });
});
