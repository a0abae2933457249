import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../../lib/simulator/receiver.ts';
import { type Clock, makeClock } from '../../lib/watch/ports/clock.ts';
import { jsonLines, type Sandbox, useSandbox } from '../support/sandbox.ts';
import { serveApi } from '../support/serve-api.ts';
import { accountsOf, apiEnv, apiKey, withKey } from '../support/served-api.ts';
import { type SimulatedCloud, startSimulatedCloud } from '../support/simulated-cloud.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
/**
 * The real machines and functions run behind the API, and the watch of five seconds takes a fraction of one.
 */
const speed = 25;
const sandbox = useSandbox();
const caller = useSandbox();
let cloud: SimulatedCloud;
let receiver: Receiver;
let api: Awaited<ReturnType<typeof serveApi>>;

beforeEach(async () => {
  cloud = await startSimulatedCloud();
  const clock = makeClock(speed);
  receiver = await startReceiver({ secrets: [secret], now: clock.now });
  const destinations = `destinations:
  - { id: ops, kind: slack, url: 'env:SLACK' }
  - { id: hook, kind: webhook, url: '${receiver.url}', sign: ['env:SECRET'] }
  - { id: on-call, kind: pagerduty, routing_key: 'env:PAGER' }
`;
  await sandbox.write('jobwatch.yaml', accountsOf(cloud) + withKey + destinations);
  const env = { ...apiEnv, SLACK: receiver.slackUrl, SECRET: secret, PAGER: 'x'.repeat(32) };
  const run: Sandbox['run'] = (args, options) => sandbox.run(args, { ...options, clock });
  api = await serveApi({ ...sandbox, run }, env);
});
afterEach(async () => {
  await api.end();
  await Promise.all([receiver.close(), cloud.close()]);
});

const rehearse = (...flags: string[]) => rehearseOn(makeClock(speed), ...flags);
const rehearseOn = (clock: Clock, ...flags: string[]) =>
  caller.run(['rehearse', '--api', `http://127.0.0.1:${api.port}`, ...flags], {
    env: { JOBWATCH_API_KEY: apiKey },
    clock,
  });
/**
 * Goes an hour ahead some polls after the first message has arrived, however long that takes on a busy
 * machine.
 */
function clockThatGoesAhead(): Clock {
  const clock = makeClock(speed);
  let pollsSince = 0;
  return {
    now: () => clock.now() + (pollsSince > 25 ? 3_600_000 : 0),
    sleep: (...seconds) => {
      if (receiver.received.length > 0) pollsSince += 1;
      return clock.sleep(...seconds);
    },
  };
}
const steps = (ran: { out: string }) =>
  jsonLines(ran).map(({ step, ok, destination }) => [step, ok, ...(destination ? [destination] : [])]);

describe('jobwatch rehearse over an API', () => {
  it('goes all the way to the recipients, and pages nobody', async () => {
    const ran = await rehearse('--output', 'json');
    expect({ code: ran.code, err: ran.err }).toEqual({ code: 0, err: '' });
    expect(steps(ran).slice(0, 6)).toEqual([
      ['event', 'skipped'],
      ['queue', 'skipped'],
      ['start', true],
      ['poll', true],
      ['announce', true],
      ['plan', true],
    ]);
    expect(steps(ran).slice(6, 8).sort()).toEqual([
      ['deliver', true, 'hook'],
      ['deliver', true, 'ops'],
    ]);
    expect(jsonLines(ran).at(-1)).toEqual({ type: 'end', ok: true });
    expect(jsonLines(ran)[5]?.['detail']).toBe(
      'to ops, hook; skipped because they page people: on-call (name them with --to to include them)',
    );
    const [slack, hook] = ['slack', 'webhook'].map((kind) =>
      receiver.received.filter(({ channel }) => channel === kind),
    );
    expect(slack).toHaveLength(1);
    expect(slack?.[0]?.body).toContain('REHEARSAL: ');
    expect(hook).toMatchObject([{ verified: true }]);
    expect(JSON.parse(hook?.[0]?.body ?? '')).toMatchObject({
      type: 'sdrs.job.failed',
      data: {
        rehearsal: {},
        account: { id: 'rehearsal' },
        job: { error_code: 'SDRS.0406', root_cause: { error_code: 'EVS.2024' } },
      },
    });
  });

  it('goes to the destinations that it names, with the outcome that it asks for', async () => {
    const { code, out } = await rehearse('--to', 'hook', '--outcome', 'succeeded');
    expect(code).toBe(0);
    expect(out).toMatch(/^poll {6}ok +[\d.]+ s {2}succeeded, after 2 polls$/m);
    expect(out).toMatch(/^deliver {3}ok +[\d.]+ s {2}hook: delivered\nThe rehearsal worked\.\n$/m);
    expect(receiver.received.map(({ channel }) => channel)).toEqual(['webhook']);
  });

  it('fails at the plan if it names an unknown destination', async () => {
    const { code, out } = await rehearse('--to', 'hook', 'hoook');
    expect(code).toBe(1);
    expect(out).toMatch(/^plan {6}FAILED .*no destination hoook; configured: ops, hook, on-call$/m);
    expect(out).toContain('Stopped at plan. Check "routes" of the deployed configuration');
    expect(receiver.received).toEqual([]);
  });

  it('fails at the delivery that is refused, and says why', async () => {
    receiver.answerNext('slack', { status: 403, body: 'action_prohibited' });
    const ran = await rehearse('--to', 'ops', 'hook', '--output', 'json');
    expect(ran.code).toBe(1);
    const failed = jsonLines(ran).find(({ destination }) => destination === 'ops');
    expect(failed).toMatchObject({ step: 'deliver', ok: false, detail: expect.stringContaining('403') });
    expect(jsonLines(ran).at(-1)).toEqual({ type: 'end', ok: false, stopped_at: 'deliver' });
  });

  it('gives up at its timeout while a delivery is tried again', async () => {
    receiver.answerNext('slack', { status: 503, headers: { 'retry-after': '3600' }, count: 50 });
    const { code, out } = await rehearseOn(clockThatGoesAhead(), '--to', 'ops', '--timeout', '30m');
    expect(code).toBe(3);
    expect(out).toMatch(/^deliver {3}FAILED +ops: not done within 1800 s: .*503/m);
  });
});
