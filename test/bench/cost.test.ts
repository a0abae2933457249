import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { idleUsage } from '../../bench/cost/idle.ts';
import { usdOf } from '../../bench/cost/prices.ts';
import { followJob, usageOfWatch } from '../../bench/cost/watches.ts';

const lambda = (MemorySize: number) => ({ Type: 'AWS::Lambda::Function', Properties: { MemorySize } });
const schedule = (ScheduleExpression: string, State?: string) => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    ScheduleExpression,
    ...(State === undefined ? {} : { State }),
    Targets: [{ Arn: { 'Fn::GetAtt': ['SweepLambdaFunction', 'Arn'] } }],
  },
});
const amounts = (Resources: Parameters<typeof idleUsage>[0]['Resources']) =>
  Object.fromEntries(idleUsage({ Resources }).map(({ price, amount }) => [price, amount]));

describe('an idle stack', () => {
  it('is charged for each metric of an alarm, but not for the expression', () => {
    const stat = { MetricStat: { Stat: 'Sum' } };
    const alarm = (Properties: object) => ({ Type: 'AWS::CloudWatch::Alarm', Properties: { ...Properties } });
    const alarms = {
      one: alarm({ MetricName: 'Errors' }),
      two: alarm({ Metrics: [stat, stat, { Expression: 'a+b' }] }),
    };
    expect(amounts(alarms)).toMatchObject({ alarmMetric: 3 });
  });

  it('is charged once for a secret that several functions read', () => {
    const secret = { 'Fn::Sub': `arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:1:secret:a-??????` };
    const policy = { PolicyDocument: { Statement: [{ Resource: [secret] }] } };
    const resources = {
      role: { Type: 'AWS::IAM::Role', Properties: { Policies: [policy] } },
      managed: { Type: 'AWS::IAM::ManagedPolicy', Properties: policy },
    };
    expect(amounts(resources)).toMatchObject({ secret: 1 });
  });

  it('is charged for the runs of a schedule by the memory of its function, unless it is disabled', () => {
    const SweepLambdaFunction = lambda(512);
    const runs = amounts({ SweepLambdaFunction, rule: schedule('rate(15 minutes)') });
    expect(runs).toMatchObject({ invocation: 2_920, gigabyteSecond: 1_460 });
    const off = amounts({ SweepLambdaFunction, rule: schedule('rate(15 minutes)', 'DISABLED') });
    expect(off).not.toHaveProperty('invocation');
  });

  it('is not estimated for a schedule that cannot be read', () => {
    const resources = { SweepLambdaFunction: lambda(128), rule: schedule('cron(0 * * * ? *)') };
    expect(() => amounts(resources)).toThrow('expected a schedule rate(N minutes), found cron');
  });
});

describe('a watch', () => {
  it('has 20 transitions with one poll, and 3 more for each further poll', async () => {
    // BeginWatch PollJob Decide Announce GoOnOrEnd EndWatch JobSucceeded; PlanDeliveries IsAnybodyToNotify
    // DeliverToEach, four for each of two deliveries, IsAllKept NotificationTaken.
    expect(await followJob('balanced', 0)).toEqual({ polls: 1, transitions: 7 + 5 + 2 * 4 });
    const { polls, transitions } = await followJob('balanced', 3_600);
    expect(transitions).toBe(20 + 3 * (polls - 1));
  });

  it('costs more with a larger function', async () => {
    const watch = await followJob('thrifty', 60);
    const names = ['StartWatch', 'PollJob', 'PlanNotification', 'DeliverNotification'];
    const costs = [512, 1_024].map((memory) => {
      const Resources = Object.fromEntries(names.map((name) => [`${name}LambdaFunction`, lambda(memory)]));
      return usdOf(usageOfWatch({ Resources }, watch));
    });
    expect(costs[1]).toBeGreaterThan(costs[0] ?? Number.NaN);
  });
});

it('npm run cost without a template says what to do', () => {
  const main = join(import.meta.dirname, '../../bench/cost/main.ts');
  const { status, stderr } = spawnSync(process.execPath, [main, 'nothing.json'], { encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toBe(
    'cost: expected a packaged template, found no nothing.json: run "npm run package" first\n',
  );
});
