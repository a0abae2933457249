import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../../lib/simulator/receiver.ts';
import { jsonLines, type Ran, useSandbox } from '../support/sandbox.ts';
import { type SimulatedCloud, startSimulatedCloud } from '../support/simulated-cloud.ts';
import { makeSkippingClock } from '../support/skipping-clock.ts';

const secret = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;

let cloud: SimulatedCloud;
let receiver: Receiver;
const sandbox = useSandbox();
beforeEach(async () => {
  cloud = await startSimulatedCloud();
  receiver = await startReceiver({ secrets: [secret], now: Date.now });
  await sandbox.write(
    'jobwatch.yaml',
    `destinations:
  - { id: chat, kind: slack, url: 'env:SLACK' }
  - { id: hook, kind: webhook, url: '${receiver.url}', sign: ['env:SECRET'] }
`,
  );
});
afterEach(() => Promise.all([cloud.close(), receiver.close()]));

const watch = (jobIds: string[], ...flags: string[]): Promise<Ran> =>
  sandbox.run(['watch', ...jobIds, ...cloud.flags, '--output', 'json', ...flags], {
    env: { ...cloud.env, SLACK: receiver.slackUrl, SECRET: secret },
  });

const ofKind = (ran: Ran, kind: string) => jsonLines(ran).filter(({ event }) => event === kind);
const kindsOf = (ran: Ran) => jsonLines(ran).map(({ event }) => event);

/** The fields of every notification. */
const notificationKeys = [
  'event',
  'id',
  'type',
  'time',
  'severity',
  'service',
  'job',
  'watch',
  'account',
  'links',
  'labels',
];

describe('the output of --output json', () => {
  it('is one object a line, the end last, even after every delivery', async () => {
    const ran = await watch([cloud.endedJob('succeeds')]);
    expect(kindsOf(ran)).toEqual(['poll', 'notification', 'delivery', 'delivery', 'end']);
    expect(ran.err).toBe('');
  });

  it('has the keys of a poll, and nothing else', async () => {
    const [poll] = ofKind(await watch([cloud.endedJob('succeeds-with-sub-jobs')]), 'poll');
    expect(poll).toEqual({
      event: 'poll',
      job_id: expect.any(String),
      poll: 1,
      status: 'SUCCESS',
      sub_jobs: { ended: 2, of: 2 },
    });
  });

  it('has the next poll and the problem of a poll that did not see the job', async () => {
    const clock = makeSkippingClock();
    const skipping = await startSimulatedCloud({ clock });
    const args = ['watch', skipping.addJob('denied'), ...skipping.flags, '--output', 'json'];
    await sandbox.write('empty.yaml', '');
    const ran = await sandbox.run([...args, '--config', 'empty.yaml'], { env: skipping.env, clock });
    await skipping.close();
    expect(ofKind(ran, 'poll')[0]).toEqual({
      event: 'poll',
      job_id: args[1],
      poll: 1,
      problem: {
        kind: 'denied',
        message: expect.stringContaining('403 Forbidden'),
        since: expect.stringMatching(/^2026-11-24T/),
      },
      next_poll_seconds: expect.any(Number),
    });
  });

  it('has the notification as a webhook has it', async () => {
    const ran = await watch([cloud.endedJob('fails-in-sub-job')]);
    const [notification] = ofKind(ran, 'notification');
    expect(Object.keys(notification!).sort()).toEqual([...notificationKeys, 'outcome'].sort());
    const hook = receiver.received.find(({ channel }) => channel === 'webhook');
    const { event: _event, ...notified } = notification!;
    expect(JSON.parse(hook!.body).data).toMatchObject({ job: notified['job'], watch: notified['watch'] });
  });

  it('has the keys of a delivery, and nothing else', async () => {
    const ran = await watch([cloud.endedJob('succeeds')]);
    const [notification] = ofKind(ran, 'notification');
    const deliveries = ofKind(ran, 'delivery');
    expect(deliveries.map(({ destination }) => destination).sort()).toEqual(['chat', 'hook']);
    for (const delivery of deliveries) {
      expect(delivery).toEqual({
        event: 'delivery',
        notification_id: notification!['id'],
        job_id: expect.any(String),
        destination: expect.any(String),
        attempts: 1,
        result: { kind: 'delivered' },
      });
    }
  });

  it('has the keys of a dead letter, and says where it is kept', async () => {
    receiver.answerNext('slack', { status: 410, body: 'channel_is_archived' });
    const ran = await watch([cloud.endedJob('succeeds')]);
    const [deadLetter] = ofKind(ran, 'dead_letter');
    expect(deadLetter).toEqual({
      event: 'dead_letter',
      notification_id: expect.stringMatching(/^msg_/),
      destination: 'chat',
      result: { kind: 'gone', why: expect.stringContaining('archived') },
      where: expect.stringContaining(`saved in ${sandbox.home}/.local/state/jobwatch/dead-letters/msg_`),
    });
    expect(kindsOf(ran).at(-1)).toBe('end');
  });

  it('reports what once_per suppresses', async () => {
    const route = '{ to: [hook], once_per: { same: [account, error_code], within: 1h } }';
    await sandbox.write(
      'sparing.yaml',
      `destinations: [{ id: hook, kind: webhook, url: '${receiver.url}', sign: ['env:SECRET'] }]\nroutes: [${route}]\n`,
    );
    const jobIds = [cloud.endedJob('fails-with-code'), cloud.endedJob('fails-with-code')];
    const ran = await watch(jobIds, '--config', 'sparing.yaml');
    expect(ofKind(ran, 'suppressed')).toEqual([
      {
        event: 'suppressed',
        notification_id: expect.stringMatching(/^msg_/),
        job_id: expect.any(String),
        destination: 'hook',
        why: 'once_per',
      },
    ]);
    expect(receiver.received).toHaveLength(1);
  });

  it('has the outcome and the whole job at its end', async () => {
    const jobId = cloud.endedJob('fails-in-sub-job');
    const [end] = ofKind(await watch([jobId]), 'end');
    expect(Object.keys(end!).sort()).toEqual(['event', 'job', 'outcome', 'watch']);
    expect(end).toMatchObject({
      outcome: 'failed',
      job: {
        job_id: jobId,
        status: 'FAIL',
        error_code: 'SDRS.0406',
        root_cause: { error_code: 'EVS.2024' },
        sub_jobs: [{ status: 'SUCCESS' }, { status: 'FAIL', error_code: 'EVS.2024' }],
      },
      watch: { polls: 1, errors_seen: 0, detection_delay_seconds: expect.any(Number) },
    });
  });

  it('has the reason at an end that is not the job’s own', async () => {
    const [end] = ofKind(await watch([cloud.endedJob('refuses')]), 'end');
    expect(Object.keys(end!).sort()).toEqual(['event', 'job', 'outcome', 'reason', 'watch']);
    expect(end).toMatchObject({
      outcome: 'unreachable',
      reason: expect.stringContaining('400 Bad Request: Invalid request parameters (SDRS.0201)'),
    });
  });

  it('ends with one end for each job', async () => {
    const jobIds = [cloud.endedJob('succeeds'), cloud.endedJob('fails-with-code'), cloud.endedJob('refuses')];
    const ran = await watch(jobIds);
    const last = jsonLines(ran).slice(-3);
    expect(last.map(({ event }) => event)).toEqual(['end', 'end', 'end']);
    const outcomes = Object.fromEntries(
      last.map(({ job, outcome }) => [(job as { job_id: string }).job_id, outcome]),
    );
    expect(outcomes).toEqual({
      [jobIds[0]!]: 'succeeded',
      [jobIds[1]!]: 'failed',
      [jobIds[2]!]: 'unreachable',
    });
    expect(ofKind(ran, 'end')).toHaveLength(3);
  });
});
