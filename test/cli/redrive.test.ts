import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stateFolder } from '../../lib/local/context.ts';
import { saveDeadLetter } from '../../lib/local/dead-letters.ts';
import { type Receiver, startReceiver } from '../../lib/simulator/receiver.ts';
import { makeClock } from '../../lib/watch/ports/clock.ts';
import { failure, ok, type Reply, startAws } from '../aws/aws-server.ts';
import { aFailureNotification } from '../support/notifications.ts';
import { useSandbox } from '../support/sandbox.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const notification = aFailureNotification();
const sandbox = useSandbox();
let receiver: Receiver;
let folder: string;
const run = (...flags: string[]) =>
  sandbox.run(['redrive', ...flags], { env: { SLACK: receiver.slackUrl, SECRET: secret } });
const kept = () => readdir(folder).catch(() => []);

beforeEach(async () => {
  receiver = await startReceiver({ secrets: [secret], now: Date.now });
  folder = join(stateFolder({ env: {}, home: sandbox.home }), 'dead-letters');
  await sandbox.write(
    'jobwatch.yaml',
    `destinations:
  - { id: ops, kind: slack, url: 'env:SLACK' }
  - { id: hook, kind: webhook, url: '${receiver.url}', sign: ['env:SECRET'] }
`,
  );
});
afterEach(async () => {
  await receiver.close();
});

const deadLetterFor = (destination: string) => ({
  notification,
  attempt: {
    delivery: { destination, attempts: 8, first_attempt_at: notification.time },
    result: { kind: 'refused' as const, why: 'gave up after 8 attempts: busy' },
  },
});

describe('jobwatch redrive', () => {
  it('has nothing to do where nothing is kept', async () => {
    const { code, out } = await run();
    expect({ code, out }).toEqual({ code: 0, out: `There are no dead letters in ${folder}.\n` });
  });

  it('sends what is kept again, says that it is late, and deletes it', async () => {
    await saveDeadLetter(folder, deadLetterFor('ops'));
    await saveDeadLetter(folder, deadLetterFor('hook'));
    const { code, out } = await run();
    expect(code).toBe(0);
    expect(out).toContain(`${notification.id.slice(0, 12)}  ops: delivered`);
    expect(out).toContain('2 of 2 dead letters delivered.');
    expect(receiver.received.map(({ channel }) => channel).sort()).toEqual(['slack', 'webhook']);
    expect(receiver.received.find(({ channel }) => channel === 'slack')?.body).toContain(' late.');
    expect(await kept()).toEqual([]);
  });

  it('keeps what is not taken, and ends with 1', async () => {
    await saveDeadLetter(folder, deadLetterFor('ops'));
    receiver.answerNext('slack', { status: 503 });
    const { code, out } = await run();
    expect(code).toBe(1);
    expect(out).toContain('0 of 1 dead letters delivered.');
    expect(await kept()).toHaveLength(1);
  });

  it('sends a notification to all its routes if they could not be read before', async () => {
    await saveDeadLetter(folder, { notification, caught: { Error: 'x' } });
    expect((await run()).code).toBe(0);
    expect(receiver.received).toHaveLength(2);
  });

  it('sends nothing twice', async () => {
    await saveDeadLetter(folder, deadLetterFor('ops'));
    await run();
    await saveDeadLetter(folder, deadLetterFor('ops'));
    const { out } = await run();
    expect(out).toContain('ops: delivered before');
    expect(receiver.received).toHaveLength(1);
  });

  it('leaves a file alone that is no dead letter, and says so', async () => {
    await saveDeadLetter(folder, deadLetterFor('ops'));
    await writeFile(join(folder, 'other.json'), '{}');
    const { code, err } = await run();
    expect(code).toBe(0);
    expect(err).toContain('other.json is not a dead letter and stays.');
    expect(await kept()).toEqual(['other.json']);
  });

  it('says which folder it cannot read', async () => {
    const file = await sandbox.write('a-file', '');
    const { code, err } = await sandbox.run(['redrive'], { env: { XDG_STATE_HOME: file } });
    expect(code).toBe(2);
    expect(err).toContain('a-file/jobwatch/dead-letters (ENOTDIR)');
  });

  it('leaves what cannot be read alone, and sends the rest', async () => {
    await saveDeadLetter(folder, deadLetterFor('ops'));
    await mkdir(join(folder, 'old.json'));
    const { code, out, err } = await run();
    expect(code).toBe(0);
    expect(out).toContain('1 of 1 dead letters delivered.');
    expect(err).toContain('old.json is not a dead letter and stays.');
  });

  it('sends nothing twice when it is run twice at the same time, and neither breaks', async () => {
    await saveDeadLetter(folder, deadLetterFor('ops'));
    await saveDeadLetter(folder, deadLetterFor('hook'));
    const options = { env: { SLACK: receiver.slackUrl, SECRET: secret }, clock: makeClock(20) };
    const both = await Promise.all([sandbox.run(['redrive'], options), sandbox.run(['redrive'], options)]);
    expect(both.map(({ code, err }) => ({ code, err }))).toEqual(Array(2).fill({ code: 0, err: '' }));
    expect(receiver.received).toHaveLength(2);
    expect(await kept()).toEqual([]);
  });

  it('wants the queue and the machine of a stack together', async () => {
    const { code, err } = await run('--queue', 'https://sqs.example.com/q');
    expect(code).toBe(2);
    expect(err).toContain('NotificationDeadLetterQueueUrl and SendNotificationMachineArn');
  });
});

describe('jobwatch redrive of a stack', () => {
  const machine = 'arn:aws:states:eu-central-1:111122223333:stateMachine:send-notification';
  let aws: Awaited<ReturnType<typeof startAws>>;
  let reply: Reply;
  beforeEach(async () => {
    reply = ok();
    aws = await startAws(() => reply);
    vi.stubEnv('AWS_ENDPOINT_URL', aws.endpoint);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
    vi.stubEnv('AWS_REGION', undefined);
    vi.stubEnv('AWS_CONFIG_FILE', join(sandbox.home, 'none'));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await aws.close();
  });
  const ofStack = (arn = machine) => run('--queue', `${aws.endpoint}/111122223333/letters`, '--machine', arn);

  it('needs no region of the environment', async () => {
    expect(await ofStack()).toMatchObject({
      code: 0,
      out: '0 notifications are being sent again to destinations that do not have them.\n',
    });
  });

  it('says what AWS refuses', async () => {
    reply = failure('AccessDeniedException');
    expect(await ofStack()).toMatchObject({
      code: 4,
      err: expect.stringMatching(/^jobwatch: AWS is unavailable \(AccessDeniedException\): /),
    });
  });

  it('wants the machine by its ARN', async () => {
    expect(await ofStack('send-notification')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--machine: expected the ARN of send-notification'),
    });
    expect(aws.calls).toEqual([]);
  });
});
