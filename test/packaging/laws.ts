import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { clientOptions } from '../../lib/aws/client-options.ts';
import { makeDynamoDbStore } from '../../lib/aws/dynamodb-store.ts';
import { requestLimits } from '../../lib/cloud/request-limits.ts';
import sendNotification from '../../lib/workflow/send-notification.asl.json' with { type: 'json' };
import watchJob from '../../lib/workflow/watch-job.asl.json' with { type: 'json' };
import { ok, startAws } from '../aws/aws-server.ts';
import { dynamoClient } from '../aws/dynamo-client.ts';
import type { Packaged } from './packaged.ts';
import { tasksOf } from './template-reading.ts';

const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const refTo = (id: string) => ({ Ref: id });

/** What each variable of a function's environment is, whichever function has it. */
const variables: Record<string, unknown> = {
  POWERTOOLS_SERVICE_NAME: 'sdrs-job-watcher-dev',
  JOBWATCH_CONFIG: 'functions/configuration.json',
  JOBWATCH_WATCH_JOB_ARN: refTo('WatchJobStateMachine'),
  JOBWATCH_SEND_NOTIFICATION_ARN: refTo('SendNotificationStateMachine'),
  JOBWATCH_KEY_VALUE_TABLE: refTo('KeyValueTable'),
  JOBWATCH_REQUEST_QUEUE_URL: refTo('WatchRequestQueue'),
  JOBWATCH_BAD_MESSAGE_QUEUE_URL: refTo('WatchRequestDeadLetterQueue'),
};

/** What an output is called after: the logical id, and what is said of it. */
const outputKinds: [end: RegExp, value: (id: string) => unknown][] = [
  [/StateMachineArn$/, (name) => refTo(`${name}StateMachine`)],
  [/MachineArn$/, (name) => refTo(`${name}StateMachine`)],
  [/Arn$/, arnOf],
  [/QueueUrl$/, (name) => refTo(`${name}Queue`)],
  [/BucketName$/, (name) => refTo(`${name}Bucket`)],
  [/Id$/, refTo],
];

/** The seconds in which a call of AWS ends, whatever AWS does. */
const { connectionTimeout, requestTimeout } = clientOptions.requestHandler;
const awsSeconds = (clientOptions.maxAttempts * (connectionTimeout + requestTimeout)) / 1_000;
const cloudSeconds = requestLimits.totalTimeoutMs / 1_000;
/** The longest that one call of a channel takes: see attempt-delivery.ts. */
const channelSeconds = 15;

/** The seconds that a function needs where everything that it asks hangs. */
const needs: Record<string, number> = {
  // A token, the job, a new token and the job again; the credentials are read before.
  PollJob: 3 * cloudSeconds + awsSeconds,
  DeliverNotification: channelSeconds + awsSeconds,
};

/** How often the functions on a schedule run: a failed run is made up for by the next one. */
const mostMinutesBetweenRuns = 15;

const Trust = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.tuple([
    z.strictObject({
      Effect: z.literal('Allow'),
      Principal: z.strictObject({ Service: z.union([z.string(), z.array(z.string())]) }),
      Action: z.union([z.literal('sts:AssumeRole'), z.tuple([z.literal('sts:AssumeRole')])]),
      Condition: z.unknown().optional(),
    }),
  ]),
});
const Target = z.looseObject({
  Arn: z.unknown(),
  RetryPolicy: z
    .object({ MaximumEventAgeInSeconds: z.number(), MaximumRetryAttempts: z.number() })
    .default({ MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 }),
});
const Rule = z.looseObject({ ScheduleExpression: z.string().optional(), Targets: z.array(Target) });
const Table = z.object({
  KeySchema: z.array(z.object({ AttributeName: z.string(), KeyType: z.string() })),
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.string() })),
  TimeToLiveSpecification: z.object({ AttributeName: z.string(), Enabled: z.literal(true) }),
});
const Environment = z.object({ Variables: z.record(z.string(), z.unknown()) });
const KeyPolicy = z.object({ Statement: z.array(z.looseObject({ Sid: z.string(), Effect: z.string() })) });
const Put = z.object({ Item: z.record(z.string(), z.record(z.string(), z.unknown())) });

const text = (value: unknown): string => JSON.stringify(value);
/** The resource that a Ref or GetAtt names. */
const idOf = (value: unknown): string | undefined =>
  /"(?:Ref":|Fn::GetAtt":\[)"(\w+)"/.exec(text(value))?.[1];

/** What holds for every resource of a type, so that a new one is held against it too. */
export function describeLaws(packaged: () => Packaged): void {
  const ofType = (type: string) => Object.entries(packaged().ofType(type));
  const functions = () => ofType('AWS::Lambda::Function');
  const nameOf = (id: string) => id.replace(/LambdaFunction$/, '');

  describe('every role', () => {
    it('trusts the service that assumes it, and no other', () => {
      const users = [
        ...functions().map(([, { Role }]) => [text(Role), 'lambda.amazonaws.com'] as const),
        ...ofType('AWS::StepFunctions::StateMachine').map(
          ([, { RoleArn }]) => [text(RoleArn), 'states.amazonaws.com'] as const,
        ),
      ];
      const assumed = new Map(users);
      const roles = ofType('AWS::IAM::Role');
      expect(roles.map(([id]) => text(arnOf(id))).sort()).toEqual([...assumed.keys()].sort());
      for (const [id, role] of roles) {
        const [{ Principal, Condition }] = Trust.parse(role['AssumeRolePolicyDocument']).Statement;
        expect([Principal.Service].flat(), id).toEqual([assumed.get(text(arnOf(id)))]);
        const isMachine = assumed.get(text(arnOf(id))) === 'states.amazonaws.com';
        const ofAccount = { StringEquals: { 'aws:SourceAccount': refTo('AWS::AccountId') } };
        expect(Condition, id).toEqual(isMachine ? ofAccount : undefined);
      }
    });
  });

  describe('every output', () => {
    it('is what its name says', () => {
      const { Outputs } = packaged().template;
      expect(Object.keys(Outputs)).toEqual(
        expect.arrayContaining([
          'WatchRequestQueueUrl',
          'WatchRequestQueueArn',
          'WatchRequestDeadLetterQueueArn',
          'NotificationDeadLetterQueueUrl',
          'WatchJobMachineArn',
          'SendNotificationMachineArn',
          'HttpApiUrl',
        ]),
      );
      for (const [name, { Value }] of Object.entries(Outputs)) {
        if (name === 'HttpApiUrl') {
          expect(text(Value)).toContain(`"https://",{"Ref":"HttpApi"},".execute-api.",{"Ref":"AWS::Region"}`);
          continue;
        }
        const kind = outputKinds.find(([end]) => end.test(name));
        expect(Value, name).toEqual(kind?.[1](name.replace(kind[0], '')));
      }
    });
  });

  describe('every function', () => {
    it('has in each variable of its environment what the name of the variable says', () => {
      for (const [id, { Environment: environment }] of functions()) {
        const { Variables } = Environment.parse(environment);
        for (const [name, value] of Object.entries(Variables)) {
          expect(value, `${name} of ${id}`).toEqual(variables[name]);
        }
      }
    });

    it('has time for what it asks, also where that hangs: it then says so itself', () => {
      for (const [id, { Timeout }] of functions()) {
        expect(Number(Timeout), id).toBeGreaterThanOrEqual(needs[nameOf(id)] ?? awsSeconds);
      }
    });

    it('ends before the Task that calls it gives up', () => {
      const called = tasksOf([watchJob, sendNotification]);
      expect(called.length).toBeGreaterThan(3);
      for (const { state, calls, timeoutSeconds } of called) {
        const Timeout = packaged().resource(`${calls}LambdaFunction`)?.['Timeout'];
        expect(Number(Timeout), state).toBeLessThan(timeoutSeconds ?? 0);
      }
    });

    it('has a handler, half a gigabyte, its own role and its own log', () => {
      for (const [id, made] of functions()) {
        const name = nameOf(id);
        expect(made, id).toMatchObject({
          FunctionName: `sdrs-job-watcher-dev-${name}`,
          Handler: expect.stringMatching(/^functions\/[a-z-]+\/handler\.handler$/),
          MemorySize: 512,
          Role: arnOf(`${name}IamRoleLambdaExecution`),
        });
        expect(packaged().resource(`${name}LogGroup`)).toMatchObject({
          LogGroupName: `/aws/lambda/sdrs-job-watcher-dev-${name}`,
        });
      }
      const handlers = functions().map(([, { Handler }]) => Handler);
      expect(new Set(handlers).size).toBe(handlers.length);
    });
  });

  describe('every rule', () => {
    it('retries an event for a day, and as often as EventBridge can', () => {
      for (const [id, rule] of ofType('AWS::Events::Rule')) {
        for (const { RetryPolicy } of Rule.parse(rule).Targets) {
          expect(RetryPolicy, id).toEqual({
            MaximumEventAgeInSeconds: 86_400,
            MaximumRetryAttempts: 185,
          });
        }
      }
    });

    it('on a schedule runs often, and not before the last run has ended', () => {
      const scheduled = ofType('AWS::Events::Rule').filter(([, rule]) => 'ScheduleExpression' in rule);
      expect(scheduled).not.toEqual([]);
      for (const [id, rule] of scheduled) {
        const { ScheduleExpression = '', Targets } = Rule.parse(rule);
        const [, minutes] = /^rate\((\d+) minutes\)$/.exec(ScheduleExpression) ?? [];
        expect(Number(minutes), id).toBeLessThanOrEqual(mostMinutesBetweenRuns);
        for (const { Arn } of Targets) {
          const called = functions().find(([name]) => text(arnOf(name)) === text(Arn));
          expect(Number(called?.[1]['Timeout']), id).toBeLessThan(60 * Number(minutes));
        }
      }
    });

    it('may call the function that it names, and so may the HTTP API', () => {
      const calls = [
        ...ofType('AWS::Events::Rule').flatMap(([id, rule]) =>
          Rule.parse(rule).Targets.map(({ Arn }) => ({
            called: Arn,
            by: 'events.amazonaws.com',
            from: [text(arnOf(id)), text(rule['Name'])],
          })),
        ),
        ...ofType('AWS::ApiGatewayV2::Integration').map(([, { IntegrationUri }]) => ({
          called: IntegrationUri,
          by: 'apigateway.amazonaws.com',
          from: [
            '":execute-api:",{"Ref":"AWS::Region"},":",{"Ref":"AWS::AccountId"},":",{"Ref":"HttpApi"},"/*"',
          ],
        })),
      ].filter(({ called }) => functions().some(([id]) => text(arnOf(id)) === text(called)));
      const permissions = ofType('AWS::Lambda::Permission').map(([, permission]) => permission);
      const found = calls.map(({ called, by, from }) =>
        permissions.filter(
          ({ FunctionName, Action, Principal, SourceArn }) =>
            idOf(FunctionName) === idOf(called) &&
            Action === 'lambda:InvokeFunction' &&
            Principal === by &&
            from.some((name) => text(SourceArn).includes(name)),
        ),
      );
      expect(found.map(({ length }) => length)).toEqual(calls.map(() => 1));
      expect(permissions.filter((permission) => !found.flat().includes(permission))).toEqual([]);
    });
  });

  describe('the table', () => {
    it('has the keys and the time to live that records are written with', async () => {
      const aws = await startAws(() => ok());
      const client = dynamoClient(aws.endpoint);
      try {
        const store = makeDynamoDbStore(client, 'records', () => 0);
        await store.put({ of: 'notification', id: 'delivered' }, 'text', 60);
      } finally {
        client.destroy();
        await aws.close();
      }
      const { Item } = Put.parse(aws.calls[0]?.parameters);
      const table = Table.parse(packaged().resource('KeyValueTable'));
      const { AttributeName: expires } = table.TimeToLiveSpecification;
      expect(Item[expires]).toEqual({ N: '60' });
      expect(table.KeySchema).toEqual([
        { AttributeName: 'about', KeyType: 'HASH' },
        { AttributeName: 'id', KeyType: 'RANGE' },
      ]);
      const keys = table.KeySchema.map(({ AttributeName }) => AttributeName);
      expect(Object.keys(Item)).toEqual(expect.arrayContaining(keys));
      expect(table.AttributeDefinitions).toEqual(
        keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      );
      expect(packaged().resource('KeyValueTable')).toMatchObject({ BillingMode: 'PAY_PER_REQUEST' });
    });
  });

  describe('the key', () => {
    it('may be used by each service in each way that it needs', () => {
      const [key] = ofType('AWS::KMS::Key');
      const { Statement } = KeyPolicy.parse(key?.[1]['KeyPolicy']);
      const uses = Object.fromEntries(Statement.map(({ Sid, Action }) => [Sid, [Action].flat()]));
      expect(Statement.filter(({ Effect, Resource }) => Effect !== 'Allow' || Resource !== '*')).toEqual([]);
      expect(uses).toEqual({
        TheAccountManagesTheKey: ['kms:*'],
        ThroughQueuesAndTable: [
          'kms:Decrypt',
          'kms:Encrypt',
          'kms:GenerateDataKey*',
          'kms:ReEncrypt*',
          'kms:DescribeKey',
          'kms:CreateGrant',
        ],
        // Putting a message into an encrypted queue takes both.
        RulesSendEvents: ['kms:Decrypt', 'kms:GenerateDataKey'],
        LogsOfThisStack: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncrypt*',
          'kms:GenerateDataKey*',
          'kms:DescribeKey',
        ],
      });
    });
  });
}
