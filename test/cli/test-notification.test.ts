import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../../lib/simulator/receiver.ts';
import { useSandbox } from '../support/sandbox.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const sandbox = useSandbox('file');
let receiver: Receiver;
let env: Record<string, string>;
beforeAll(async () => {
  receiver = await startReceiver({ secrets: [secret], now: Date.now });
  env = { SLACK: receiver.slackUrl, SECRET: secret };
  await sandbox.write(
    'jobwatch.yaml',
    `destinations:
  - { id: ops, kind: slack, url: 'env:SLACK' }
  - { id: hook, kind: webhook, url: '${receiver.url}', sign: ['env:SECRET'] }
`,
  );
});
afterAll(async () => {
  await receiver.close();
});

describe('jobwatch test-notification', () => {
  it('sends a message that says that it is a test, and what was answered', async () => {
    const { code, out, err } = await sandbox.run(['test-notification', 'ops', 'hook'], { env });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n').sort()).toEqual(['', 'hook: delivered', 'ops: delivered']);
    const [slack, webhook] = receiver.received.toSorted((a, b) => (a.channel < b.channel ? -1 : 1));
    expect(slack?.body).toContain('Test message');
    expect(webhook?.verified).toBe(true);
    expect(JSON.parse(webhook?.body ?? '{}')).toMatchObject({ type: 'sdrs.test' });
  });

  it('ends with 1 when it is not taken, and says why', async () => {
    receiver.answerNext('slack', { status: 403, body: 'invalid_token' });
    const { code, out } = await sandbox.run(['test-notification', 'ops'], { env });
    expect(code).toBe(1);
    expect(out).toBe(
      'ops: refused: Slack answered 403 (invalid_token): the address is wrong or has been replaced\n',
    );
  });

  it('goes to no port that is not allowed, and says so', async () => {
    const away = { ...env, AWAY: 'https://hooks.example:22/hunter2' };
    await sandbox.write('away.yaml', "destinations: [{ id: on-call, kind: ntfy, url: 'env:AWAY' }]\n");
    const { code, out } = await sandbox.run(['test-notification', 'on-call', '--config', 'away.yaml'], {
      env: away,
    });
    expect({ code, out }).toEqual({
      code: 1,
      out: 'on-call: refused: Nothing was sent to hooks.example:22: port 22 is not allowed (only 443); correct the address, or add 22 to "ports" in the configuration\n',
    });
  });

  it('ends with 1 when a secret is missing, and names it', async () => {
    const { code, out } = await sandbox.run(['test-notification', 'ops'], { env: {} });
    expect(code).toBe(1);
    expect(out).toContain('the secret env:SLACK could not be read');
  });

  it('refuses a destination that is not configured, and names those that are', async () => {
    const { code, err } = await sandbox.run(['test-notification', 'opps'], { env });
    expect({ code, err }).toEqual({
      code: 2,
      err: 'jobwatch: no destination "opps"; configured: ops, hook\n',
    });
  });
});
