import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wireDeliverNotification } from '../../functions/deliver-notification/wiring.ts';
import { wirePlanNotification } from '../../functions/plan-notification/wiring.ts';
import { wirePollJob } from '../../functions/poll-job/wiring.ts';
import { wireReportLostWatch } from '../../functions/report-lost-watch/wiring.ts';
import { wireStartWatch } from '../../functions/start-watch/wiring.ts';
import type { Host } from '../../lib/lambda/define-handler.ts';
import { aNotification } from '../support/notifications.ts';

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'task-root-'));
  const destinations = [
    { id: 'team', kind: 'slack', url: 'ssm:/a' },
    { id: 'hook', kind: 'webhook', url: 'ssm:/b', sign: ['ssm:/c'] },
    { id: 'alerts', kind: 'alertmanager', url: 'https://no-such-name.invalid:9093' },
  ];
  writeFileSync(join(root, 'configuration.json'), JSON.stringify({ destinations, ports: [9093] }));
  writeFileSync(join(root, 'later.json'), JSON.stringify({ destinations, unheard_of: true }));
  writeFileSync(join(root, 'cut.json'), '{"accounts": [');
});
afterAll(() => rmSync(root, { recursive: true }));

const host = (env: Host['env']): Host => ({
  env: {
    POWERTOOLS_SERVICE_NAME: 'jobwatch',
    JOBWATCH_CONFIG: 'configuration.json',
    LAMBDA_TASK_ROOT: root,
    JOBWATCH_WATCH_JOB_ARN: 'arn:aws:states:eu-central-1:123456789012:stateMachine:watch-job',
    JOBWATCH_SEND_NOTIFICATION_ARN: 'arn:aws:states:eu-central-1:123456789012:stateMachine:send-notification',
    JOBWATCH_KEY_VALUE_TABLE: 'records',
    JOBWATCH_BAD_MESSAGE_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/123456789012/bad',
    ...env,
  },
  log: { info: () => undefined, error: () => undefined },
  now: () => 1_767_225_600_000,
});

const wirings = [
  ['poll-job', wirePollJob],
  ['plan-notification', wirePlanNotification],
  ['deliver-notification', wireDeliverNotification],
  ['start-watch', wireStartWatch],
  ['report-lost-watch', wireReportLostWatch],
] as const;

describe.each(wirings)('the wiring of %s', (_, wire) => {
  it('refuses a wrong environment', async () => {
    const wiring = wire(host({ JOBWATCH_CONFIG: undefined }));
    await expect(wiring).rejects.toMatchObject({
      name: 'WrongConfiguration',
      message: expect.stringContaining('JOBWATCH_CONFIG'),
    });
  });

  it('refuses a bundle without the configuration, and says so', async () => {
    await expect(wire(host({ JOBWATCH_CONFIG: 'gone.json' }))).rejects.toMatchObject({
      name: 'WrongConfiguration',
      message: "gone.json is missing from the function's bundle; deploy again.",
      cause: { code: 'ENOENT' },
    });
  });

  it.each([
    [
      'later.json',
      /^later\.json in the function's bundle is not .+ \(unheard_of: unknown key.+\); deploy again\.$/,
    ],
    [
      'cut.json',
      /^cut\.json in the function's bundle is not .+ \(\(top\): expected object.+\); deploy again\.$/,
    ],
  ])('refuses a bundle whose configuration is of another release or damaged: %s', async (file, words) => {
    await expect(wire(host({ JOBWATCH_CONFIG: file }))).rejects.toMatchObject({
      name: 'WrongConfiguration',
      message: expect.stringMatching(words),
    });
  });
});

describe('deliver-notification', () => {
  it.each([
    ['team', 'chat'],
    ['hook', 'webhook'],
    ['configured no more', 'chat'],
  ])('is as patient with %s as with a %s', async (destination, schedule) => {
    const { mannerOf } = await wireDeliverNotification(host({}));
    expect(mannerOf(destination).schedule).toBe(schedule);
  });

  it('sends to the ports of the configuration', async () => {
    const { attemptDelivery } = await wireDeliverNotification(host({}));
    const { answer } = await attemptDelivery({ notification: aNotification(), destination: 'alerts' });
    expect(answer).toMatchObject({ kind: 'try_again', why: expect.stringContaining('No connection') });
  });
});
