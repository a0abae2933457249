import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { factsOfMissed, wireSweepMissedFailures } from '../../functions/sweep-missed-failures/wiring.ts';
import type { Host } from '../../lib/lambda/define-handler.ts';
import { ScheduledEvent } from '../../lib/lambda/scheduled-event.ts';
import { sweepMissedFailures } from '../../lib/watch/sweep/sweep-missed-failures.ts';

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'task-root-'));
  const account = { id: 'otc', cloud: 'otc', region: 'eu-de', project_id: '0123456789abcdef' };
  const accounts = [{ ...account, credentials: { kind: 'token', token: 'ssm:/a' } }];
  writeFileSync(join(root, 'configuration.json'), JSON.stringify({ accounts }));
});
afterAll(() => rmSync(root, { recursive: true }));

const host = (env: Host['env'] = {}): Host => ({
  env: {
    POWERTOOLS_SERVICE_NAME: 'jobwatch',
    JOBWATCH_CONFIG: 'configuration.json',
    LAMBDA_TASK_ROOT: root,
    JOBWATCH_SEND_NOTIFICATION_ARN: 'arn:aws:states:eu-central-1:123456789012:stateMachine:send-notification',
    JOBWATCH_WATCH_JOB_ARN: 'arn:aws:states:eu-central-1:123456789012:stateMachine:watch-job',
    ...env,
  },
  log: { info: () => undefined, error: () => undefined },
  now: () => 1_767_225_600_000,
});

describe('sweep-missed-failures', () => {
  it('looks for nothing where the configuration has no sweep', async () => {
    const ports = await wireSweepMissedFailures(host());
    expect(await sweepMissedFailures(ports)).toEqual({ accounts: [] });
  });

  it('refuses a wrong environment', async () => {
    await expect(
      wireSweepMissedFailures(host({ JOBWATCH_SEND_NOTIFICATION_ARN: 'x' })),
    ).rejects.toMatchObject({
      name: 'WrongConfiguration',
      message: expect.stringContaining('JOBWATCH_SEND_NOTIFICATION_ARN'),
    });
  });

  it('takes what a schedule sends', () => {
    const event = { version: '0', 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {} };
    expect(ScheduledEvent.safeParse(event).success).toBe(true);
  });

  it('logs the sums, and which accounts may have other failures', () => {
    const account = { found: 5, announced: 2, already: 1, left: 2 };
    const accounts = [
      { account: 'a', ...account },
      { account: 'b', ...account, problem: 'Refused.' },
    ];
    expect(factsOfMissed({ accounts })).toEqual({
      accounts: 2,
      found: 10,
      announced: 4,
      already: 2,
      left: 4,
      incomplete: ['b'],
    });
  });
});
