import * as z from 'zod';
import { WrongConfiguration } from '../../watch/errors.ts';

/** The parameters of a deployment as given. A missing one is an empty text. */
export interface TypedParameters {
  stage: string;
  alarmTopic: string;
  eventBus: string;
  protect: string;
  pollConcurrency: string;
}

/** The values that the template takes from the parameters. */
export interface Parameters {
  alarmActions: string[];
  /** Deletion protection of the table, and the deletion policies of table, queues and key. */
  protection: { enabled: boolean; onDelete: string; onReplace: string };
  /**
   * The metric dimensions of the rule for job-created events. On a bus that is not the default one they
   * include the bus, and Ref returns BUS|RULE
   * (docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html).
   */
  jobCreatedRuleDimensions: { Name: string; Value: object }[];
  /** The reserved concurrency of poll-job; null sets no limit. */
  pollConcurrency: number | null;
}

const Typed = z.object({
  stage: z
    .string()
    .regex(
      /^[A-Za-z][A-Za-z0-9-]{0,19}$/,
      'expected at most 20 letters, digits and "-", a letter first, because an IAM role name has at most 64 characters',
    ),
  'alarm-topic': z
    .string()
    .regex(/^(arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256})?$/, 'expected the ARN of an SNS topic'),
  'event-bus': z.string().regex(/^[\w./-]{1,256}$/, 'expected the name of an event bus'),
  protect: z.enum(['true', 'false'], 'expected true or false'),
  'poll-concurrency': z.string().regex(/^([1-9]\d{0,4})?$/, 'expected a whole number from 1 to 99999'),
});

/** Reads the parameters of a deployment. Throws WrongConfiguration with every problem. */
export function readParameters(typed: TypedParameters): Parameters {
  const named = {
    stage: typed.stage,
    'alarm-topic': typed.alarmTopic,
    'event-bus': typed.eventBus,
    protect: typed.protect,
    'poll-concurrency': typed.pollConcurrency,
  };
  const { success, data, error } = Typed.safeParse(named);
  if (!success) {
    const found = new Map<PropertyKey, string>(Object.entries(named));
    const problems = error.issues.map(
      ({ path: [name = ''], message }) =>
        `--${optionOf(String(name))}: ${message}, found "${found.get(name)}".`,
    );
    throw new WrongConfiguration(problems.join('\n'));
  }
  const isProtected = data.protect === 'true';
  return {
    alarmActions: data['alarm-topic'] === '' ? [] : [data['alarm-topic']],
    // UpdateReplacePolicy has no RetainExceptOnCreate: a replaced resource was always created before.
    protection: isProtected
      ? { enabled: true, onDelete: 'RetainExceptOnCreate', onReplace: 'Retain' }
      : { enabled: false, onDelete: 'Delete', onReplace: 'Delete' },
    jobCreatedRuleDimensions:
      data['event-bus'] === 'default'
        ? [{ Name: 'RuleName', Value: ruleRef }]
        : ['EventBusName', 'RuleName'].map((Name, part) => ({ Name, Value: partOfRuleRef(part) })),
    pollConcurrency: data['poll-concurrency'] === '' ? null : Number(data['poll-concurrency']),
  };
}

const ruleRef = { Ref: 'JobCreatedRule' };
const partOfRuleRef = (part: number): object => ({ 'Fn::Select': [part, { 'Fn::Split': ['|', ruleRef] }] });

const optionOf = (name: string): string => (name === 'stage' ? 'stage' : `param=${name}`);
