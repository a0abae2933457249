import { describe, expect, it } from 'vitest';
import { knownJob, linksOf, notificationAccount } from '../../lib/watch/notification-context.ts';
import { anAccount, projectId } from '../support/watches.ts';
import { someProgress } from './polling.ts';

describe('the account of a notification', () => {
  it('is without credentials, endpoints and pages', () => {
    const account = anAccount({ endpoint: 'https://sdrs.example', console_url: 'https://console.example' });
    expect(notificationAccount(account, { account: 'asked', project_id: 'asked-project' })).toStrictEqual({
      id: 'otc-prod',
      cloud: 'otc',
      region: 'eu-de',
      project_id: projectId,
    });
  });

  it.each([
    [{ account: 'gone', project_id: projectId }, 'gone'],
    [{ project_id: projectId }, 'unknown'],
  ])('that is not configured is the one that was asked for: %j', (asked, id) => {
    expect(notificationAccount(undefined, asked)).toStrictEqual({
      id,
      cloud: 'unknown',
      region: 'unknown',
      project_id: projectId,
    });
  });
});

describe('the links of a notification', () => {
  const page = anAccount({ console_url: 'https://console.example/sdrs?region=eu-de' });
  const cloudConsole = { label: 'Cloud console', url: 'https://console.example/sdrs?region=eu-de' };
  const execution = (region: string, arn: string) => ({
    label: 'Watch in Step Functions',
    url: `https://${region}.console.aws.amazon.com/states/home?region=${region}#/v2/executions/details/${arn}`,
  });
  const arn = 'arn:aws:states:eu-central-1:123456789012:execution:WatchJob:sdrs-1';
  const china = 'arn:aws-cn:states:cn-north-1:123456789012:execution:WatchJob:sdrs-1';

  it.each([
    ['both, the account first', page, arn, [cloudConsole, execution('eu-central-1', arn)]],
    ['the execution alone', anAccount(), arn, [execution('eu-central-1', arn)]],
    ['the execution alone, of an unknown account', undefined, arn, [execution('eu-central-1', arn)]],
    ['another partition', undefined, china, [execution('cn-north-1', china)]],
    ['the account alone, locally', page, 'sandbox:sdrs-1', [cloudConsole]],
    ['none', anAccount(), '', []],
  ] as const)('are %s', (...[, account, executionArn, links]) => {
    expect(linksOf(account, executionArn)).toStrictEqual(links);
  });

  it.each([
    'xarn:aws:states:eu-central-1:123456789012:execution:WatchJob:sdrs-1',
    'arn:aws:lambda:eu-central-1:123456789012:execution:WatchJob:sdrs-1',
    'arn:aws:states:evil.example/:123456789012:execution:WatchJob:sdrs-1',
    'arn:aws:states:eu-central-1:12345678901:execution:WatchJob:sdrs-1',
    'arn:aws:states:eu-central-1:1234567890123:execution:WatchJob:sdrs-1',
    'arn:aws:states:eu-central-1:123456789012:stateMachine:WatchJob',
    'arn:aws:states::123456789012:execution:WatchJob:sdrs-1',
  ])('never lead to %s', (executionArn) => {
    expect(linksOf(undefined, executionArn)).toStrictEqual([]);
  });
});

describe('a job that the poll did not see', () => {
  it('is what earlier polls saw of it', () => {
    expect(knownJob('job-0001', someProgress())).toStrictEqual({
      job_id: 'job-0001',
      job_type: 'createProtectionGroupNoCG',
      label: 'Create protection group',
      status: 'RUNNING',
      begin_time: '2026-03-01T12:00:00.000Z',
      entities: {},
      sub_jobs: [],
    });
  });

  it('is its id alone where none saw it', () => {
    const { job_type, last_status, begin_time, ...unseen } = someProgress();
    const bare = { job_id: 'job-0001', label: 'Job', entities: {}, sub_jobs: [] };
    expect(knownJob('job-0001', unseen)).toStrictEqual(bare);
    expect(knownJob('job-0001', undefined)).toStrictEqual(bare);
  });
});
