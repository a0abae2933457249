import { describe, expect, it } from 'vitest';
import { factsOfMissed, wireSweepMissedFailures } from '../../functions/sweep-missed-failures/wiring.ts';
import { ScheduledEvent } from '../../lib/lambda/scheduled-event.ts';
import { sweepMissedFailures } from '../../lib/watch/sweep/sweep-missed-failures.ts';
import { useTaskRoot } from './task-root.ts';

const account = {
  id: 'otc',
  cloud: 'otc',
  region: 'eu-de',
  project_id: '0123456789abcdef',
  credentials: { kind: 'token', token: 'ssm:/a' },
};
const host = useTaskRoot({ 'configuration.json': JSON.stringify({ accounts: [account] }) });

describe('sweep-missed-failures', () => {
  it('checks no account if the configuration has no sweep', async () => {
    const ports = await wireSweepMissedFailures(host());
    expect(await sweepMissedFailures(ports)).toEqual({ accounts: [] });
  });

  it('refuses an invalid environment', async () => {
    await expect(
      wireSweepMissedFailures(host({ JOBWATCH_SEND_NOTIFICATION_ARN: 'x' })),
    ).rejects.toMatchObject({
      name: 'WrongConfiguration',
      message: expect.stringContaining('JOBWATCH_SEND_NOTIFICATION_ARN'),
    });
  });

  it('accepts the event of a schedule', () => {
    const event = { version: '0', 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {} };
    expect(ScheduledEvent.safeParse(event).success).toBe(true);
  });

  it('logs the sums, and the accounts that may have more failures', () => {
    const counts = { found: 5, announced: 2, already: 1, left: 2 };
    const accounts = [
      { account: 'a', ...counts },
      { account: 'b', ...counts, problem: 'Refused.' },
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
