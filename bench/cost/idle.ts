import * as z from 'zod';
import { type Resource, referencesIn, type Template } from '../../lib/lambda/deploy/template.ts';
import { assumed } from './assumed.ts';
import type { Usage } from './prices.ts';

const Alarm = z.object({
  Properties: z.object({ Metrics: z.array(z.object({ MetricStat: z.unknown().optional() })).optional() }),
});
const Schedule = z.object({
  Properties: z.object({
    ScheduleExpression: z.string(),
    State: z.string().default('ENABLED'),
    Targets: z.unknown(),
  }),
});
const Lambda = z.object({ Properties: z.object({ MemorySize: z.number().default(128) }) });

/** Returns the monthly usage of the stack without any watch. */
export function idleUsage({ Resources }: Template): Usage[] {
  const ofType = (type: string) => Object.values(Resources).filter(({ Type }) => Type === type);
  const alarms = ofType('AWS::CloudWatch::Alarm');
  const queues = ofType('AWS::Lambda::EventSourceMapping');
  const receives = (assumed.pollersPerQueue * assumed.secondsPerMonth) / assumed.secondsPerReceive;
  return [
    { price: 'kmsKey', amount: ofType('AWS::KMS::Key').length, what: 'encryption key' },
    { price: 'alarmMetric', amount: alarms.map(metricsOf).reduce(sum, 0), what: 'alarms' },
    { price: 'dashboard', amount: ofType('AWS::CloudWatch::Dashboard').length, what: 'dashboard' },
    { price: 'secret', amount: secretsIn(Resources).size, what: 'secrets of the configuration' },
    { price: 'queueRequest', amount: queues.length * receives, what: 'Lambda polls the request queue' },
    ...scheduledUsage(Resources),
  ];
}

const sum = (a: number, b: number): number => a + b;

/**
 * Returns the number of metrics of an alarm. CloudWatch charges an alarm on an expression for each of them.
 */
function metricsOf(alarm: Resource): number {
  const { Metrics } = Alarm.parse(alarm).Properties;
  return Metrics?.filter(({ MetricStat }) => MetricStat !== undefined).length ?? 1;
}

function secretsIn(resources: Template['Resources']): Set<string> {
  const policies = Object.values(resources).filter(({ Type }) =>
    /^AWS::IAM::(Role|ManagedPolicy)$/.test(Type),
  );
  return new Set(JSON.stringify(policies).match(/:secretsmanager:[^"]+/g));
}

/** Returns the usage of functions that enabled rules invoke. */
function scheduledUsage(resources: Template['Resources']): Usage[] {
  return Object.values(resources).flatMap((resource) => {
    const rule = Schedule.safeParse(resource).data?.Properties;
    if (resource.Type !== 'AWS::Events::Rule' || rule?.State !== 'ENABLED') return [];
    const invocations = assumed.secondsPerMonth / secondsBetween(rule.ScheduleExpression);
    return referencesIn(rule.Targets).flatMap((id) => invocationUsage(resources, { id, invocations }));
  });
}

function secondsBetween(expression: string): number {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const seconds = new Map([
    ['minute', 60],
    ['hour', 3_600],
    ['day', 86_400],
  ]).get(unit ?? '');
  if (seconds === undefined) throw new TypeError(`expected a schedule rate(N minutes), found ${expression}`);
  return Number(count) * seconds;
}

/** Returns the usage of a function's invocations. Throws if the template has no such function. */
export function invocationUsage(
  resources: Template['Resources'],
  { id, invocations }: { id: string; invocations: number },
): Usage[] {
  const { MemorySize } = Lambda.parse(resources[id]).Properties;
  const gigabyteSeconds = (invocations * assumed.secondsPerInvocation * MemorySize) / 1_024;
  const what = id.replace('LambdaFunction', '');
  return [
    { price: 'invocation', amount: invocations, what },
    { price: 'gigabyteSecond', amount: gigabyteSeconds, what },
    { price: 'logByte', amount: invocations * assumed.logBytesPerInvocation, what },
  ];
}
