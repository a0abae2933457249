import { describe, expect, it } from 'vitest';
import { readWatchRequest } from '../../lib/watch/start-watches.ts';
import { anAccount, aRequest, jobId, projectId } from '../support/watches.ts';

const accounts = [anAccount(), anAccount({ id: 'otc-nl', region: 'eu-nl' })];
const request = { job_id: jobId, project_id: projectId, region: 'eu-de' };
const id = `sdrs-${jobId}-b8429563e92b1f80`;

const read = (body: unknown) => readWatchRequest(JSON.stringify(body), accounts);

describe('a watch request', () => {
  it('is enough with a job and a project, where the project has one account', () => {
    expect(
      readWatchRequest(JSON.stringify({ job_id: jobId, project_id: projectId }), [anAccount()]),
    ).toStrictEqual({
      kind: 'watch',
      watch: { id, request: aRequest(), account: anAccount() },
    });
  });

  it('keeps everything that it asks for', () => {
    const whole = {
      ...request,
      service: 'ecs',
      account: 'otc-prod',
      deadline: '2h',
      polling: 'thrifty',
      labels: { ticket: '7' },
    };
    expect(read(whole)).toStrictEqual({
      kind: 'watch',
      watch: {
        id: expect.stringMatching(`^ecs-${jobId}-[0-9a-f]{16}$`),
        request: whole,
        account: anAccount(),
      },
    });
  });

  it.each([
    ['its account', { account: 'otc-nl' }],
    ['its region', { region: 'eu-nl' }],
  ])('names the watch by the region of the account, found by %s', (_, asked) => {
    expect(read({ job_id: jobId, project_id: projectId, ...asked })).toMatchObject({
      watch: { id: `sdrs-${jobId}-e2a808374f6a0913` },
    });
  });

  it.each([
    ['', 'Expected a watch request as JSON, found a body that is not JSON.'],
    ['{"job_id":', 'Expected a watch request as JSON, found a body that is not JSON.'],
    ['<html>', 'Expected a watch request as JSON, found a body that is not JSON.'],
    ['null', 'Not a watch request: (top): expected object, found null'],
    ['[]', 'Not a watch request: (top): expected object, found array'],
    [
      '{}',
      'Not a watch request: job_id: expected string, found nothing; ' +
        'project_id: expected string, found nothing',
    ],
    [
      { ...request, job: 1, url: 'https://evil.example' },
      'Not a watch request: job: unknown key; known: job_id, project_id, service, region, account, deadline, polling, labels, to; ' +
        'url: unknown key; known: job_id, project_id, service, region, account, deadline, polling, labels, to',
    ],
    [
      { ...request, job_id: '../../v3/auth', project_id: 'short' },
      'Not a watch request: job_id: expected 8 to 64 letters, digits, "_" or "-"; ' +
        'project_id: expected 8 to 64 letters, digits, "_" or "-"',
    ],
    [
      { ...request, service: 'sdrs.evil.example' },
      'Not a watch request: service: expected a service name such as "sdrs"',
    ],
    [
      { ...request, deadline: '31d' },
      'Not a watch request: deadline: expected a duration from 1s to 30d such as "45m", "24h" or "7d", found "31d"',
    ],
    [
      { ...request, polling: 'often' },
      'Not a watch request: polling: expected one of "prompt"|"balanced"|"thrifty"',
    ],
    [
      { ...request, account: 'gone' },
      `No account is configured for account gone, project ${projectId}, region eu-de. ` +
        `Configured: otc-prod (project ${projectId}, eu-de); otc-nl (project ${projectId}, eu-nl).`,
    ],
    [
      { job_id: jobId, project_id: projectId },
      `Several accounts are configured for project ${projectId}: name one with "account". ` +
        `Configured: otc-prod (project ${projectId}, eu-de); otc-nl (project ${projectId}, eu-nl).`,
    ],
  ])('is never %j', (body, why) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    expect(readWatchRequest(text, accounts)).toStrictEqual({ kind: 'none', why });
  });

  it.each(['__proto__', 'constructor', 'toString'])('has no key %s', (key) => {
    const body = JSON.stringify(request).replace('{', `{"${key}":{"polling":"thrifty"},`);
    expect(readWatchRequest(body, accounts)).toMatchObject({
      kind: 'none',
      why: expect.stringContaining(`${key}: unknown key; known: job_id,`),
    });
  });

  it('is refused in at most 1,000 characters', () => {
    const keys = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`key-${index}`, 1]));
    const answer = read({ ...request, ...keys });
    expect(answer).toMatchObject({
      kind: 'none',
      why: expect.stringMatching(/^Not a watch request: key-0: .{1,}$/),
    });
    expect('why' in answer && answer.why).toHaveLength(1_000);
  });
});
