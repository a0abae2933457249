import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../bench/random.ts';
import { type Receiver, startReceiver } from '../../lib/simulator/receiver.ts';
import { useSandbox } from '../support/sandbox.ts';
import { type SimulatedCloud, startSimulatedCloud } from '../support/simulated-cloud.ts';

const signing = `whsec_${Buffer.alloc(32, 6).toString('base64')}`;
const main = join(import.meta.dirname, '../../lib/cli/main.ts');
const jobs = 6;
/** A poll and two deliveries for each job, all seen by servers of this test. */
const requests = 3 * jobs;
/**
 * Longer than the local run takes to remember what was answered. Every kill keeps the promise, so no time is
 * waited for.
 */
const longestMs = 8;

/**
 * Where a run is killed: at which request that a server sees, before the answer or some time after it.
 */
interface Point {
  request: number;
  afterMs: number | 'before';
}

/**
 * Two seeds for each sixth of the run: the first draws a point before the answer, the second one after it.
 */
const pointOf = (seed: number): Point => {
  const random = seededRandom(seed);
  const sixth = Math.floor(seed / 2) % 6;
  const request = 1 + Math.floor(((sixth + random()) * requests) / 6);
  return { request, afterMs: seed % 2 === 0 ? 'before' : Math.floor(random() * longestMs) };
};

let cloud: SimulatedCloud;
let receiver: Receiver;
const sandbox = useSandbox('file');
let seen = () => {};
beforeAll(async () => {
  [cloud, receiver] = await Promise.all([
    startSimulatedCloud(),
    startReceiver({
      secrets: [signing],
      now: Date.now,
      spoil: () => {
        seen();
        return undefined;
      },
    }),
  ]);
  await sandbox.write(
    'jobwatch.yaml',
    `destinations:
  - { id: ops, kind: slack, url: 'env:SLACK' }
  - { id: audit, kind: webhook, url: '${receiver.url}', sign: ['env:SIGNING'] }
`,
  );
});
afterAll(async () => {
  await Promise.all([cloud.close(), receiver.close()]);
});

const endedJob = (): string =>
  cloud.addJob('fails-with-code', {
    beganAtMs: Date.now() - 3_600_000,
    spoil: () => {
      seen();
      return undefined;
    },
  });

interface Run {
  signal: string | null;
  /**
   * By job and destination, what the run reported of its deliveries: whether it sent the notification, or one
   * before it had.
   */
  reported: Map<string, 'sent' | 'before'>;
  /** How often each destination was notified of each job. */
  notified: Map<string, number>;
}

/** Runs the command in a process of its own, killed without a warning at the point. */
async function run(jobIds: readonly string[], point?: Point): Promise<Run> {
  const before = receiver.received.length;
  const child = spawn(process.execPath, [main, 'watch', ...jobIds, ...cloud.flags, '--output', 'json'], {
    cwd: sandbox.cwd,
    env: {
      ...process.env,
      ...cloud.env,
      SLACK: receiver.slackUrl,
      SIGNING: signing,
      XDG_STATE_HOME: join(sandbox.home, 'state'),
    },
  });
  let count = 0;
  seen = () => {
    count += 1;
    if (count !== point?.request) return;
    if (point.afterMs === 'before') child.kill('SIGKILL');
    else void setTimeout(point.afterMs).then(() => child.kill('SIGKILL'));
  };
  let out = '';
  child.stdout.on('data', (text) => {
    out += text;
  });
  const signal = await new Promise<string | null>((resolve) => child.on('close', (_code, by) => resolve(by)));
  const notified = receiver.received.slice(before).flatMap(({ channel, body }) => {
    const about = jobIds.find((id) => body.includes(id));
    return about === undefined ? [] : [`${about} ${channel}`];
  });
  return {
    signal,
    reported: reportedIn(out),
    notified: new Map(notified.map((key) => [key, countOf(key, notified)])),
  };
}

const countOf = (key: string, all: readonly string[]): number => all.filter((one) => one === key).length;

function reportedIn(out: string): Run['reported'] {
  // A line that was cut by the end of the process was not reported.
  const events = out
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
  return new Map(
    events
      .filter(({ event, result }) => event === 'delivery' && result.kind === 'delivered')
      .map(({ job_id: jobId, destination, result }) => [
        `${jobId} ${destination === 'ops' ? 'slack' : 'webhook'}`,
        result.before === true ? 'before' : 'sent',
      ]),
  );
}

describe('a command that is killed at any of its requests and run again', () => {
  const points = [0, 3, 6, 7, 9, 10].map(pointOf);
  let killed: { point: Point; jobIds: string[]; first: Run }[];
  let again: Run;
  beforeAll(async () => {
    killed = [];
    for (const point of points) {
      const jobIds = Array.from({ length: jobs }, endedJob);
      killed.push({ point, jobIds, first: await run(jobIds, point) });
    }
    again = await run(killed.flatMap(({ jobIds }) => jobIds));
  }, 120_000);

  it('dies where it was killed before an answer, and then comes to its end', () => {
    const early = killed.filter(({ point }) => point.afterMs === 'before');
    expect(early.map(({ first }) => first.signal)).toEqual(early.map(() => 'SIGKILL'));
    expect(early.length).toBeGreaterThan(2);
    expect(again.signal).toBeNull();
  });

  it.each(points.map((point, index) => [point, index] as const))(
    'at %j announces every outcome, and repeats only what was not recorded',
    (_point, index) => {
      const { jobIds, first } = killed[index]!;
      const facts = jobIds
        .flatMap((id) => [`${id} slack`, `${id} webhook`])
        .map((key) => ({
          notified: [first.notified.get(key) ?? 0, again.notified.get(key) ?? 0],
          reported: [first.reported.get(key), again.reported.get(key)],
        }));
      const isRight = ({
        notified: [once = 0, then = 0],
        reported: [early, late],
      }: (typeof facts)[number]) =>
        late === 'before' ? once === 1 && then === 0 : early === undefined && once <= 1 && then === 1;
      expect(facts.filter((fact) => !isRight(fact))).toEqual([]);
    },
  );
});
