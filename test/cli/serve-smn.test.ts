import { afterEach, beforeEach, expect, it } from 'vitest';
import { startReceiver } from '../channels/receiver.ts';
import { anSmnNotification, headersOf, makeSigner, type Signer, signed } from '../cts/smn-messages.ts';
import { aFailedActionTrace, anEndedJob, anOutcomeTrace, aTrace } from '../cts/traces.ts';
import { startProxy } from '../http/pretend-proxy.ts';
import { serveTls, trustTestCertificate } from '../http/tls-server.ts';
import { useSandbox } from '../support/sandbox.ts';
import { serveApi } from '../support/serve-api.ts';
import { type SimulatedCloud, startSimulatedCloud, token } from '../support/simulated-cloud.ts';

trustTestCertificate();

const dayMs = 86_400_000;
const certificatePath = `/smn/SMN_eu-de_${'0f'.repeat(16)}.pem`;

const sandbox = useSandbox();
let cloud: SimulatedCloud;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let signer: Signer;
let proxy: Awaited<ReturnType<typeof startProxy>>;
beforeEach(async () => {
  [cloud, receiver] = await Promise.all([startSimulatedCloud(), startReceiver()]);
  signer = await makeSigner({ from: Date.now() - dayMs, to: Date.now() + dayMs });
  // SMN's own host is behind a proxy here: its name leads nowhere on this machine.
  proxy = await startProxy(
    await serveTls(({ url }, response) => response.end(url === certificatePath ? signer.pem : '')),
  );
  await sandbox.write(
    'jobwatch.yaml',
    `accounts:
  - { id: otc, cloud: otc, region: eu-de, project_id: ${cloud.projectId}, endpoint: '${cloud.url}', credentials: { kind: token, token: 'env:OS_TOKEN' } }
destinations:
  - { id: hook, kind: webhook, url: '${receiver.origin}', sign: ['env:SECRET'] }
routes:
  - { to: [hook] }
api: { smn: { topics: ['${topic()}', '${topic(projectElsewhere)}'], hosts: [cloud.example] } }
`,
  );
});
afterEach(async () => {
  await Promise.all([cloud.close(), receiver.close()]);
});

const topic = (project = cloud.projectId) => `urn:smn:eu-de:${project}:sdrs-traces`;
const projectElsewhere = 'ee'.repeat(16);
const serve = () =>
  serveApi(sandbox, {
    OS_TOKEN: token,
    https_proxy: proxy.url,
    SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
  });

/** A notification that holds a trace, as SMN would send it now. */
const aMessage = (trace: unknown, messageId: string, topic_urn = topic()) =>
  signed(
    anSmnNotification({
      topic_urn,
      message_id: messageId,
      message: JSON.stringify(trace),
      signing_cert_url: `https://cloud.example${certificatePath}`,
      timestamp: new Date().toISOString(),
    }),
    signer,
  );

async function post(port: number, message: Record<string, unknown>): Promise<[number, unknown]> {
  const response = await fetch(`http://127.0.0.1:${port}/v1/hooks/smn`, {
    method: 'POST',
    headers: headersOf(message),
    body: JSON.stringify(message),
  });
  return [response.status, await response.json()];
}

const accepted = [200, { status: 'accepted' }];
const notifiedTypes = () => receiver.received.map(({ body }) => JSON.parse(body).type);

it('a trace of a request starts a watch, and its outcome is announced', async () => {
  const { port, untilHeard, end } = await serve();
  const job_id = cloud.endedJob('fails-in-sub-job');
  expect(await post(port, await aMessage(aTrace({ response: { job_id } }), 'message-a'))).toEqual(accepted);
  await untilHeard('delivered');
  expect(notifiedTypes()).toEqual(['sdrs.job.failed']);
  expect(receiver.received[0]?.body).toContain(job_id);
  expect(proxy.asked).toEqual(['CONNECT cloud.example:443']);
  expect(await end()).toMatchObject({ code: 0, err: '' });
});

it('a trace of an outcome, or of a failed action, is announced without a watch', async () => {
  const { port, untilHeard, end } = await serve();
  const traces = [anOutcomeTrace(anEndedJob()), aFailedActionTrace()];
  expect(await post(port, await aMessage(traces, 'message-a'))).toEqual(accepted);
  await untilHeard('delivered');
  await untilHeard('could not be started');
  await expect.poll(notifiedTypes).toHaveLength(2);
  expect(notifiedTypes().sort()).toEqual(['sdrs.action.failed', 'sdrs.job.failed']);
  await end();
});

it('a message is taken once, also by the next run', async () => {
  const first = await serve();
  const message = await aMessage(aFailedActionTrace(), 'message-a');
  expect(await post(first.port, message)).toEqual(accepted);
  await first.untilHeard('delivered');
  expect(await post(first.port, message)).toEqual(accepted);
  await first.end();
  const next = await serve();
  expect(await post(next.port, message)).toEqual(accepted);
  expect(await post(next.port, await aMessage({ trace_name: 'updateProtectionGroup' }, 'message-b'))).toEqual(
    accepted,
  );
  const { out } = await next.end();
  expect(out).not.toContain('could not be started');
  expect(receiver.received).toHaveLength(1);
});

it('a forged message is refused, and a trace of no account is reported to the operator', async () => {
  const { port, end } = await serve();
  const message = await aMessage(aTrace(), 'message-a');
  expect(await post(port, { ...message, message: '{}' })).toMatchObject([403, { status: 403 }]);
  const elsewhere = await aMessage(aTrace(), 'message-b', topic(projectElsewhere));
  expect(await post(port, elsewhere)).toEqual(accepted);
  expect((await end()).err.split('\n')).toEqual([
    'jobwatch: a message of SMN was refused: signature',
    expect.stringMatching(`^jobwatch: cannot start the watch that a trace asks for: .*${projectElsewhere}`),
    '',
  ]);
  expect(receiver.received).toEqual([]);
});
