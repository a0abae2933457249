import { describe, expect, it } from 'vitest';
import { wireDeliverNotification } from '../../functions/deliver-notification/wiring.ts';
import { wirePlanNotification } from '../../functions/plan-notification/wiring.ts';
import { wirePollJob } from '../../functions/poll-job/wiring.ts';
import { wireReportLostWatch } from '../../functions/report-lost-watch/wiring.ts';
import { wireStartWatch } from '../../functions/start-watch/wiring.ts';
import { aNotification } from '../support/notifications.ts';
import { useTaskRoot } from './task-root.ts';

const destinations = [
  { id: 'team', kind: 'slack', url: 'ssm:/a' },
  { id: 'hook', kind: 'webhook', url: 'ssm:/b', sign: ['ssm:/c'] },
  { id: 'alerts', kind: 'alertmanager', url: 'https://no-such-name.invalid:9093' },
];
const host = useTaskRoot({
  'configuration.json': JSON.stringify({ destinations, ports: [9093] }),
  'later.json': JSON.stringify({ destinations, unheard_of: true }),
  'cut.json': '{"accounts": [',
});

const wirings = [
  ['poll-job', wirePollJob],
  ['plan-notification', wirePlanNotification],
  ['deliver-notification', wireDeliverNotification],
  ['start-watch', wireStartWatch],
  ['report-lost-watch', wireReportLostWatch],
] as const;

describe.each(wirings)('the wiring of %s', (_, wire) => {
  it('refuses an invalid environment', async () => {
    const wiring = wire(host({ JOBWATCH_CONFIG: undefined }));
    await expect(wiring).rejects.toMatchObject({
      name: 'WrongConfiguration',
      message: expect.stringContaining('JOBWATCH_CONFIG'),
    });
  });

  it('refuses a bundle without the configuration', async () => {
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
  ])('refuses a bundle whose configuration is from another release or damaged: %s', async (file, message) => {
    await expect(wire(host({ JOBWATCH_CONFIG: file }))).rejects.toMatchObject({
      name: 'WrongConfiguration',
      message: expect.stringMatching(message),
    });
  });
});

describe('deliver-notification', () => {
  it.each([
    ['team', 'chat'],
    ['hook', 'webhook'],
    ['no longer configured', 'chat'],
  ])('retries %s on the schedule for %s', async (destination, schedule) => {
    const { mannerOf } = await wireDeliverNotification(host({}));
    expect(mannerOf(destination).schedule).toBe(schedule);
  });

  it('sends to the ports that the configuration allows', async () => {
    const { attemptDelivery } = await wireDeliverNotification(host({}));
    const { answer } = await attemptDelivery({ notification: aNotification(), destination: 'alerts' });
    expect(answer).toMatchObject({ kind: 'try_again', why: expect.stringContaining('No connection') });
  });
});
