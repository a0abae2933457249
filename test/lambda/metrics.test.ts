import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { wireDeliverNotification } from '../../functions/deliver-notification/wiring.ts';
import { defineHandler, type Host } from '../../lib/lambda/define-handler.ts';
import type { ChannelAnswer } from '../../lib/notification/delivery.ts';
import { deliverNotification } from '../../lib/watch/delivery/deliver-notification.ts';
import { makeClock } from '../../lib/watch/ports/clock.ts';
import { type RehearsalOutcome, rehearsalAccount, rehearsalJobId } from '../../lib/watch/rehearsal.ts';
import { DeliverInput, DeliverOutput } from '../../lib/workflow/contracts.ts';
import { anSmnNotification, headersOf, signed } from '../cts/smn-messages.ts';
import { aFailureNotification } from '../support/notifications.ts';
import { aBatch, anHttpRequest } from '../ways/envelopes.ts';
import { posted } from '../ways/sending.ts';
import { aStack, type Stack, theFunction } from '../ways/stack.ts';
import { captureLines, type Line, loud } from './captured-lines.ts';

const read = (path: string) => readFileSync(join(import.meta.dirname, '../..', path), 'utf8');

/** Returns what embedded metric format lines count, as `Name{dimension=value}` without the service. */
function countedIn(lines: Line[]): string[] {
  return lines.flatMap((line) => {
    const { CloudWatchMetrics: sets = [] } = (line['_aws'] ?? {}) as { CloudWatchMetrics?: MetricSet[] };
    return sets.flatMap(({ Namespace, Dimensions, Metrics }) => {
      expect([Namespace, Dimensions.length, line['service']]).toEqual(['JobWatch', 1, 'jobwatch']);
      const [names = []] = Dimensions;
      expect(names).toContain('service');
      const others = names.filter((name) => name !== 'service').map((name) => `${name}=${line[name]}`);
      return Metrics.map(({ Name }) => `${Name}{${others.join()}}`);
    });
  });
}
interface MetricSet {
  Namespace: string;
  Dimensions: string[][];
  Metrics: { Name: string }[];
}

const watch = { id: 'a-watch', arn: 'arn:aws:states:eu-central-1:123456789012:execution:watch-job:a-watch' };
type Job = { job_id: string; project_id: string };
type Action = (stack: Stack, job: Job) => Promise<unknown>;

const poll = async (request: Job): Promise<unknown> =>
  (await theFunction('poll-job'))({ watch, request: { ...request, service: 'sdrs' }, progress: {} });
const jobOf = ({ simulator: { addJob, projectId } }: Stack, ...job: Parameters<typeof addJob>): Job => ({
  job_id: addJob(...job),
  project_id: projectId,
});

/** Attempts a delivery with a fake channel answer: a real delivery to a loopback address is refused. */
const attempt =
  (answer: ChannelAnswer, destination = 'team'): Action =>
  async () => {
    const handler = defineHandler({
      input: DeliverInput,
      output: DeliverOutput,
      run: deliverNotification,
      facts: () => ({}),
      wire: async (host: Host) => ({
        ...(await wireDeliverNotification(host)),
        attemptDelivery: async () => ({ answer, fingerprint: 'f' }),
      }),
    });
    const event = { notification: aFailureNotification(), delivery: { destination, attempts: 0 } };
    return handler(event, { awsRequestId: 'request-1', functionName: 'deliver-notification' });
  };

const refusedMessage: Action = async (stack) => {
  const timestamp = new Date().toISOString();
  const message = await signed(anSmnNotification({ topic_urn: 'urn:smn:other', timestamp }), stack.signer);
  const request = anHttpRequest('/v1/hooks/smn', JSON.stringify(message), { headers: headersOf(message) });
  return (await theFunction('receive-smn-message'))(request);
};

const lost = { watch, status: 'CAUGHT', request: {} };
const stopped = { status: 'ABORTED', error: 'WatchStopped' };
const sweptTwice: Action = async (stack, job) => {
  const endedAt = makeClock().now() - 1_200_000;
  stack.watchJob.executions.set(watch.id, {
    name: watch.id,
    status: 'TIMED_OUT',
    input: JSON.stringify(job),
    startDate: endedAt / 1_000 - 60,
    stopDate: endedAt / 1_000,
  });
  await (await theFunction('sweep-lost-watches'))({});
  await (await theFunction('sweep-lost-watches'))({});
};
const hourAgo = () => ({ beganAtMs: makeClock().now() - 3_600_000 });

/** Each event, with everything it counts. */
const table: [string, string[], Action][] = [
  ['a request', ['WatchesStarted{}'], (stack, job) => stack.startWatch(aBatch([JSON.stringify(job)]))],
  ['an invalid request', [], (stack) => stack.startWatch(aBatch(['not JSON']))],
  ['a request over HTTP', ['WatchesStarted{}'], posted],
  [
    'two requests for the same job',
    ['WatchesStarted{}'],
    async (stack, job) => {
      await posted(stack, job);
      await posted(stack, job);
    },
  ],
  ['a poll of a running job', ['Polls{}'], (stack) => poll(jobOf(stack, 'never-ends'))],
  [
    'a poll of a succeeded job',
    ['Polls{}', 'WatchesEnded{outcome=succeeded}', 'DetectionDelay{}'],
    (stack) => poll(jobOf(stack, 'succeeds', hourAgo())),
  ],
  [
    'a poll of a failed job',
    ['Polls{}', 'WatchesEnded{outcome=failed}', 'DetectionDelay{}'],
    (stack) => poll(jobOf(stack, 'fails-with-code', hourAgo())),
  ],
  [
    'a poll that is refused',
    ['Polls{}', 'PollProblems{kind=denied}'],
    (stack, job) => {
      stack.simulator.expireTokens();
      return poll(job);
    },
  ],
  ['a lost watch', ['LostWatches{}'], async () => (await theFunction('report-lost-watch'))(lost)],
  [
    'a lost watch that is reported twice',
    ['LostWatches{}'],
    async ({ sendNotification }) => {
      await (await theFunction('report-lost-watch'))(lost);
      for (const execution of sendNotification.executions.values()) execution.status = 'SUCCEEDED';
      await (await theFunction('report-lost-watch'))(lost);
    },
  ],
  [
    'a watch that somebody stopped',
    ['StoppedWatches{}'],
    async () => (await theFunction('report-lost-watch'))({ ...lost, ...stopped }),
  ],
  ['a lost watch that the sweep finds', ['MissedLostWatches{}'], sweptTwice],
  [
    'a failure that no watch reported',
    ['MissedFailures{}'],
    (stack) => {
      jobOf(stack, 'fails-with-code', hourAgo());
      return stack.sweepMissedFailures({});
    },
  ],
  [
    'a request that breaks because the API keys cannot be read',
    ['BrokenRequests{}'],
    (stack, job) => {
      vi.stubEnv('AWS_ENDPOINT_URL_SSM', 'http://127.0.0.1:1');
      return posted(stack, job);
    },
  ],
  ['a refused SMN message', ['RefusedMessages{why=topic}'], refusedMessage],
  [
    'a planned notification',
    [],
    async () => (await theFunction('plan-notification'))({ notification: aFailureNotification() }),
  ],
  ['a delivered notification', ['Delivered{kind=slack}'], attempt({ kind: 'delivered' })],
  ['a channel that is busy', ['TriedAgain{kind=slack}'], attempt({ kind: 'throttled', why: 'busy' })],
  ['a channel that is down', ['TriedAgain{kind=slack}'], attempt({ kind: 'try_again', why: 'down' })],
  ['a channel that refuses', ['Refused{kind=slack}'], attempt({ kind: 'refused', why: 'no' })],
  ['a channel that is gone', ['Gone{kind=slack}'], attempt({ kind: 'gone', why: 'deleted' })],
  [
    'a destination that is no longer configured',
    ['Refused{kind=unknown}'],
    attempt({ kind: 'refused', why: 'unknown' }, 'nobody'),
  ],
];

const rehearsal = (outcome: RehearsalOutcome) => ({
  job_id: rehearsalJobId(outcome, 'test'),
  project_id: rehearsalAccount.project_id,
  service: 'sdrs',
  account: rehearsalAccount.id,
});
/** Polls a rehearsal that began an hour ago, so its job has ended. */
const pollRehearsal = async (outcome: RehearsalOutcome, jobId = rehearsal(outcome).job_id) => {
  const answer = await (await theFunction('poll-job'))({
    watch: { ...watch, started_at: new Date(makeClock().now() - 3_600_000).toISOString() },
    request: { ...rehearsal(outcome), job_id: jobId },
    progress: {},
  });
  expect(answer).toMatchObject({ progress: { polls: 1 } });
};

/** What happens in a rehearsal. Nothing of it is counted. */
const rehearsed: [string, Action][] = [
  [
    'is requested through the queue',
    async (stack) => {
      await stack.startWatch(aBatch([JSON.stringify(rehearsal('failed'))]));
      expect(stack.watchJob.executions.size).toBe(1);
    },
  ],
  [
    'is requested over HTTP',
    async (stack) => {
      await posted(stack, rehearsal('failed'));
      expect(stack.watchJob.executions.size).toBe(1);
    },
  ],
  ['fails', () => pollRehearsal('failed')],
  ['succeeds', () => pollRehearsal('succeeded')],
  ['has a job that is not found', () => pollRehearsal('failed', 'rehearsal-of-nothing')],
];

const written = new Set(table.flatMap(([, counted]) => counted.map(withoutValues)));
const destinations = [{ id: 'team', kind: 'slack', url: 'ssm:/slack' }];

describe('a function counts', () => {
  it.each(table)('%s as %j', async (_, expected, action) => {
    const stack = await aStack({ env: loud, configured: { destinations } });
    const job = jobOf(stack, 'never-ends');
    const captured = captureLines();
    await action(stack, job);
    expect(countedIn(captured.take())).toEqual(expected);
  });

  it.each(rehearsed)('nothing when a rehearsal %s', async (_, action) => {
    const stack = await aStack({ env: loud, configured: { destinations } });
    const job = jobOf(stack, 'never-ends');
    const captured = captureLines();
    await action(stack, job);
    expect(countedIn(captured.take())).toEqual([]);
  });
});

function withoutValues(counted: string): string {
  return counted.replace(/=\w+/g, '');
}

describe('the metrics of the functions', () => {
  it('are all in the table of this test', () => {
    const [, names = ''] = /export type MetricName =([^;]+);/.exec(read('lib/lambda/metrics.ts')) ?? [];
    const named = [...names.matchAll(/'(\w+)'/g)].map(([, name]) => name);
    expect([...written].map((counted) => counted.replace(/\{.*/, '')).sort()).toEqual(named.sort());
  });

  it('are exactly those on the dashboard, with their dimensions', () => {
    expect(shown().sort()).toEqual([...written].sort());
  });

  it('include those of the alarms', () => {
    const watched = alarmed();
    expect(watched.sort()).toEqual(['LostWatches{}', 'MissedLostWatches{}', 'StoppedWatches{}']);
    expect(watched.filter((metric) => !written.has(metric))).toEqual([]);
  });

  it('are explained in docs/operations.md', () => {
    const page = read('docs/operations.md');
    const named = [...written].map((counted) => counted.replace(/\{.*/, ''));
    expect(named.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});

/** Returns our metrics on the dashboard, in the notation of the table. */
function shown(): string[] {
  const { DashboardBody } = parse(read('lib/aws/stack/dashboard.yml')).Resources.Dashboard.Properties;
  const { widgets } = JSON.parse(DashboardBody['Fn::Sub']);
  const metrics: unknown[][] = widgets.flatMap(({ properties }: { properties: { metrics: unknown[][] } }) =>
    wholeMetrics(properties.metrics),
  );
  return metrics.flatMap((metric) => {
    const [first] = metric;
    if (typeof first === 'object') return searched(String((first as { expression: string }).expression));
    const [namespace, name, ...dimensions] = metric.filter((part) => typeof part === 'string');
    if (namespace !== 'JobWatch') return [];
    expect(dimensions[0]).toBe('service');
    return [`${name}{${dimensions.filter((_, index) => index % 2 === 0 && index > 0).join()}}`];
  });
}

/** Resolves "." to the value above it. Drops "..." rows: they show another statistic of the row above. */
function wholeMetrics(metrics: unknown[][]): unknown[][] {
  let above: unknown[] = [];
  return metrics
    .filter(([first]) => first !== '...')
    .map((metric) => {
      const whole = metric.map((part, index) => (part === '.' ? above[index] : part));
      above = whole;
      return whole;
    });
}

function searched(expression: string): string[] {
  const [, dimensions = '', names = ''] =
    /^SEARCH\('\{JobWatch,([\w,]+)\} MetricName=(.+?)', '/.exec(expression) ?? [];
  const others = dimensions.split(',').filter((name) => name !== 'service');
  expect(others).not.toEqual(dimensions.split(','));
  return [...names.matchAll(/"(\w+)"/g)].map(([, name]) => `${name}{${others.join()}}`);
}

function alarmed(): string[] {
  const { Resources } = parse(read('lib/aws/stack/alarms.yml'), { merge: true, maxAliasCount: -1 });
  const alarms = Object.values(Resources) as { Properties: Alarm }[];
  return alarms
    .flatMap(({ Properties }) => [
      Properties,
      ...(Properties.Metrics ?? []).map(({ MetricStat }) => MetricStat?.Metric ?? {}),
    ])
    .filter(({ Namespace }) => Namespace === 'JobWatch')
    .map(({ MetricName, Dimensions = [] }) => {
      const names = Dimensions.map(({ Name }) => Name);
      expect(names).toContain('service');
      return `${MetricName}{${names.filter((name) => name !== 'service').join()}}`;
    });
}
interface AlarmedMetric {
  Namespace?: string;
  MetricName?: string;
  Dimensions?: { Name: string }[];
}
interface Alarm extends AlarmedMetric {
  /** The parts of an expression, and the expression itself. */
  Metrics?: { MetricStat?: { Metric: AlarmedMetric } }[];
}
