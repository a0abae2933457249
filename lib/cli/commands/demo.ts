import { randomBytes } from 'node:crypto';
import { Configuration } from '../../config/configuration.ts';
import { makeEngine } from '../../local/engine.ts';
import { makeInMemoryStore } from '../../local/in-memory-store.ts';
import { makeLocalSecrets } from '../../local/secrets.ts';
import { wireLocal } from '../../local/wiring.ts';
import { startSimulator } from '../../simulator/cloud.ts';
import { startReceiver } from '../../simulator/receiver.ts';
import { identifyWatch } from '../../watch/identify-watch.ts';
import { makeClock } from '../../watch/ports/clock.ts';
import { WatchRequest } from '../../workflow/watch-request.ts';
import type { DefineCommand } from '../command.ts';
import { makeDemoTimeline } from '../demo/timeline.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Terminal, whenInterrupted } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

const help = `
Exit codes: 0 played to the end, 130 interrupted.

Example:
  jobwatch demo
`;

/** `jobwatch demo`. */
export const defineDemo: DefineCommand = (command, { terminal, done }) =>
  command.addHelpText('after', help).action(async () => done(await demo(terminal)));

/** Simulated seconds per real second: 21 minutes take 9 seconds. */
const speed = 140;

/** The watched jobs: the name in the timeline, a story of the simulator, and the deadline of the watch. */
const scenes = [
  { name: 'stop group', story: 'succeeds-with-sub-jobs', job: { durationSeconds: 150 }, deadline: '1h' },
  { name: 'new instance', story: 'fails-in-sub-job', job: { durationSeconds: 400 }, deadline: '1h' },
  {
    name: 'outage',
    story: 'outage',
    job: { durationSeconds: 1_080, troubleAfterSeconds: 60, troubleSeconds: 780 },
    deadline: '1h',
  },
  { name: 'never ends', story: 'never-ends', job: {}, deadline: '21m' },
] as const;

/**
 * Watches jobs of a simulated cloud with the real machines, functions and channels on a fast clock. Sends
 * nothing to other machines.
 */
async function demo(terminal: Terminal): Promise<number> {
  const clock = makeClock(speed);
  const signingSecret = `whsec_${randomBytes(32).toString('base64')}`;
  const simulator = await startSimulator({ clock });
  const receiver = await startReceiver({ secrets: [signingSecret], now: clock.now });
  const env = {
    DEMO_TOKEN: simulator.issueToken(),
    DEMO_SLACK_URL: receiver.slackUrl,
    DEMO_WEBHOOK_SECRET: signingSecret,
  };
  const configuration = demoConfiguration(simulator, receiver.url);
  const { accounts } = configuration;
  const local = wireLocal({
    configuration,
    accounts,
    resolveSecret: makeLocalSecrets(env, clock.now),
    saveDeadLetter: async () => 'not delivered',
    store: makeInMemoryStore(clock.now),
    clock,
    env: {},
  });
  const watches = scenes.map(({ name, story, job, deadline }) => {
    const jobId = simulator.addJob(story, job);
    const request = WatchRequest.parse({ job_id: jobId, project_id: simulator.projectId, deadline });
    const identified = identifyWatch(request, accounts);
    if (identified.kind === 'none') throw new UsageError(identified.why);
    return { name, jobId, ...identified.watch };
  });
  const timeline = makeDemoTimeline({
    out: terminal.out,
    now: clock.now,
    names: new Map(watches.map(({ jobId, name }) => [jobId, name])),
    received: receiver.received,
  });
  const engine = makeEngine({ steps: local.steps, clock, on: timeline.on });
  whenInterrupted(terminal.interrupted, engine.stop);
  timeline.begin(simulator.url, speed);
  await Promise.all(watches.map(engine.watch));
  await engine.settle(120, terminal.interrupted);
  await Promise.all([local.close(), simulator.close(), receiver.close()]);
  if (terminal.interrupted.aborted) return exitCodes.interrupted;
  timeline.end();
  return 0;
}

function demoConfiguration(cloud: { url: string; projectId: string }, webhookUrl: string): Configuration {
  return Configuration.parse({
    accounts: [
      {
        id: 'demo',
        cloud: 'otc',
        region: 'eu-de',
        project_id: cloud.projectId,
        endpoint: cloud.url,
        credentials: { kind: 'token', token: 'env:DEMO_TOKEN' },
      },
    ],
    destinations: [
      { id: 'ops-slack', kind: 'slack', url: 'env:DEMO_SLACK_URL' },
      { id: 'audit', kind: 'webhook', url: webhookUrl, sign: ['env:DEMO_WEBHOOK_SECRET'] },
    ],
    routes: [
      { to: ['ops-slack', 'audit'] },
      { to: ['ops-slack', 'audit'], when: { type: ['sdrs.watch.cannot_ask'] } },
    ],
  });
}
