import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../../lib/simulator/receiver.ts';
import { endlessPatience, makePatientClock } from '../support/patient-clock.ts';
import { useSandbox } from '../support/sandbox.ts';
import { type SimulatedCloud, startSimulatedCloud } from '../support/simulated-cloud.ts';

let cloud: SimulatedCloud;
let receiver: Receiver;
const sandbox = useSandbox('file');
const clock = makePatientClock();
beforeAll(async () => {
  cloud = await startSimulatedCloud({ clock });
  receiver = await startReceiver({ secrets: [], now: clock.now });
  await sandbox.write('jobwatch.yaml', "destinations: [{ id: ops, kind: slack, url: 'env:SLACK' }]\n");
});
afterAll(async () => {
  await Promise.all([cloud.close(), receiver.close()]);
});

const watch = (jobId: string, { flags = [], env = {} }: { flags?: string[]; env?: Record<string, string> }) =>
  sandbox.run(['watch', jobId, ...cloud.flags, ...endlessPatience, ...flags], {
    env: { ...cloud.env, SLACK: receiver.slackUrl, ...env },
    clock,
  });

it.each([
  ['its time was over', 3, { flags: ['--deadline', '60s'] }],
  ['the cloud refused', 4, { env: { OS_TOKEN: 'expired' } }],
])(
  'the next watch announces the outcome of a job once, if its last watch ended because %s',
  async (_, code, first) => {
    const before = receiver.received.length;
    const jobId = cloud.addJob('fails-with-code');
    expect((await watch(jobId, first)).code).toBe(code);
    expect((await watch(jobId, {})).code).toBe(1);
    expect((await watch(jobId, {})).out).toContain('ops: delivered before');
    const [notified, end, ...more] = receiver.received.slice(before).map(({ body }) => body);
    expect(notified).not.toContain('SDRS.');
    expect(end).toContain('SDRS.');
    expect(more).toEqual([]);
  },
);
