import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  ConfiguredEnv,
  HttpApiEnv,
  ReceiveSmnMessageEnv,
  ReportLostWatchEnv,
  StartWatchEnv,
  StoreEnv,
  SweepLostWatchesEnv,
  SweepMissedFailuresEnv,
} from '../../lib/lambda/env.ts';
import type { Packaged } from './packaged.ts';
import { referencesOf, waitingForEver } from './template-reading.ts';

/** The functions, each with what it reads from its environment. */
const functions = {
  StartWatch: StartWatchEnv,
  PollJob: ConfiguredEnv,
  ReportLostWatch: ReportLostWatchEnv,
  SweepLostWatches: SweepLostWatchesEnv,
  PlanNotification: StoreEnv,
  DeliverNotification: StoreEnv,
  SweepMissedFailures: SweepMissedFailuresEnv,
  ReceiveSmnMessage: ReceiveSmnMessageEnv,
  WatchApi: HttpApiEnv,
};
/** The names of the functions. */
export const functionNames = Object.keys(functions);

const AccessLog = z.object({
  AccessLogSettings: z.object({ DestinationArn: z.unknown(), Format: z.string() }),
});
const Environment = z.object({ Variables: z.record(z.string(), z.unknown()) });

/** What the template is made of, and what holds for all of it. */
export function describeStack(packaged: () => Packaged): void {
  describe('the template', () => {
    it('names no resource that is not there', () => {
      const { Resources } = packaged().template;
      const named = Object.values(Resources).flatMap(referencesOf);
      expect(named.filter((id) => !(id in Resources))).toEqual([]);
    });

    it('has no resource that waits for itself', () => {
      expect(waitingForEver(packaged().template.Resources)).toEqual([]);
    });

    it('has one public entrance, which is slow to strangers', () => {
      const routes = Object.values(packaged().ofType('AWS::ApiGatewayV2::Route'));
      expect(routes.map(({ RouteKey }) => RouteKey).sort()).toEqual(['$default', 'POST /v1/hooks/smn']);
      expect(packaged().resource('HttpApiStage')).toMatchObject({
        DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
      });
      expect(Object.keys(packaged().ofType('AWS::Lambda::Url'))).toEqual([]);
    });

    it('writes an access log of the API, a JSON object a request, without headers, query and body', () => {
      const { AccessLogSettings } = AccessLog.parse(packaged().resource('HttpApiStage'));
      expect(AccessLogSettings.DestinationArn).toEqual({ 'Fn::GetAtt': ['HttpAccessLogGroup', 'Arn'] });
      const line: unknown = JSON.parse(AccessLogSettings.Format);
      expect(line).toMatchObject({ path: '$context.path', status: '$context.status' });
      const secret = /authorizer|header|query|body|domain|userAgent/i;
      expect(AccessLogSettings.Format).not.toMatch(secret);
    });

    it('keeps table, queues and key when the stack is removed, and the table against a deletion', () => {
      const kept = ['AWS::DynamoDB::Table', 'AWS::SQS::Queue', 'AWS::KMS::Key'];
      const resources = Object.values(packaged().template.Resources).filter(({ Type }) =>
        kept.includes(Type),
      );
      expect(resources).toHaveLength(6);
      for (const resource of resources) {
        expect(resource).toMatchObject({
          DeletionPolicy: 'RetainExceptOnCreate',
          UpdateReplacePolicy: 'Retain',
        });
      }
      expect(packaged().resource('KeyValueTable')).toMatchObject({
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      });
    });

    it('keeps every log for 30 days', () => {
      const groups = Object.values(packaged().ofType('AWS::Logs::LogGroup'));
      expect(groups).toHaveLength(functionNames.length + 2);
      expect(groups.map(({ RetentionInDays }) => RetentionInDays)).toEqual(groups.map(() => 30));
    });
  });

  describe.each(functionNames)('the function %s', (name) => {
    it('runs on Node 24 and arm64 for less time than the machine gives it', () => {
      const made = packaged().resource(`${name}LambdaFunction`);
      expect(made).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
      expect(made).not.toHaveProperty('TracingConfig');
      expect(made).not.toHaveProperty('ReservedConcurrentExecutions');
      // Only the machines give their functions 60 seconds; a scheduled one has five minutes.
      const most = ['SweepMissedFailures', 'SweepLostWatches'].includes(name) ? 300 : 60;
      expect(Number(made?.['Timeout'])).toBeLessThan(most);
    });

    it('has exactly the environment that it reads', () => {
      const environment = packaged().resource(`${name}LambdaFunction`)?.['Environment'];
      const { Variables } = Environment.parse(environment);
      const { LAMBDA_TASK_ROOT: _ofLambda, ...shape } = functions[name as keyof typeof functions].shape;
      expect(Object.keys(Variables).sort()).toEqual(Object.keys(shape).sort());
    });
  });

  describe('the HTTP API', () => {
    const api = { Ref: 'HttpApi' };
    const routes: [route: string, integration: string, called: string][] = [
      ['HttpApiRouteDefault', 'HttpApiIntegrationWatchApi', 'WatchApi'],
      ['HttpApiRoutePostV1HooksSmn', 'HttpApiIntegrationReceiveSmnMessage', 'ReceiveSmnMessage'],
    ];

    it('is deployed with the stack', () => {
      expect(packaged().resource('HttpApi')).toMatchObject({ ProtocolType: 'HTTP' });
      expect(packaged().resource('HttpApiStage')).toMatchObject({
        ApiId: api,
        StageName: '$default',
        AutoDeploy: true,
      });
    });

    it.each(routes)(
      'delivers by %s and %s what is for %s, and waits longer than that may take',
      (route, id, name) => {
        expect(packaged().resource(route)).toMatchObject({
          ApiId: api,
          Target: { 'Fn::Join': ['/', ['integrations', { Ref: id }]] },
        });
        const integration = packaged().resource(id);
        expect(integration).toMatchObject({
          ApiId: api,
          IntegrationType: 'AWS_PROXY',
          PayloadFormatVersion: '2.0',
          IntegrationUri: { 'Fn::GetAtt': [`${name}LambdaFunction`, 'Arn'] },
        });
        const seconds = Number(packaged().resource(`${name}LambdaFunction`)?.['Timeout']);
        // API Gateway itself allows 30 seconds.
        expect(integration?.['TimeoutInMillis']).toBe(30_000);
        expect(seconds).toBeLessThan(30);
      },
    );
  });

  it('every role has the rights of its own policies alone', () => {
    const roles = Object.values(packaged().ofType('AWS::IAM::Role'));
    expect(roles.flatMap(({ ManagedPolicyArns }) => ManagedPolicyArns ?? [])).toEqual([]);
  });

  it('asynchronous calls are repeated by the settings of their own function', () => {
    const configs = Object.values(packaged().ofType('AWS::Lambda::EventInvokeConfig'));
    const found = configs.map(({ FunctionName, MaximumRetryAttempts }) => [
      FunctionName,
      MaximumRetryAttempts,
    ]);
    expect(found).toEqual(
      expect.arrayContaining([
        [{ Ref: 'ReportLostWatchLambdaFunction' }, 2],
        [{ Ref: 'SweepMissedFailuresLambdaFunction' }, 0],
        [{ Ref: 'SweepLostWatchesLambdaFunction' }, 0],
      ]),
    );
  });

  it('every permission is for the ARN of a function, and for callers of this account and region', () => {
    const region = [{ Ref: 'AWS::Region' }, { Ref: 'AWS::AccountId' }];
    const [partition, name] = [{ Ref: 'AWS::Partition' }, 'sdrs-job-watcher-dev-lost-watch'];
    const ofRule = { 'Fn::Join': ['/', ['rule', name]] };
    const ofApi = [
      'arn:',
      partition,
      ':execute-api:',
      region[0],
      ':',
      region[1],
      ':',
      { Ref: 'HttpApi' },
      '/*',
    ];
    const callers = [
      { 'Fn::Join': [':', ['arn', partition, 'events', ...region, ofRule]] },
      { 'Fn::Join': ['', ofApi] },
      ...Object.keys(packaged().ofType('AWS::Events::Rule')).map((id) => ({ 'Fn::GetAtt': [id, 'Arn'] })),
    ];
    for (const { FunctionName, SourceArn } of Object.values(packaged().ofType('AWS::Lambda::Permission'))) {
      expect(FunctionName).toEqual({ 'Fn::GetAtt': [expect.any(String), 'Arn'] });
      expect(callers).toContainEqual(SourceArn);
    }
  });

  it('requests are taken from the queue ten at a time', () => {
    expect(Object.values(packaged().ofType('AWS::Lambda::EventSourceMapping'))).toMatchObject([
      { BatchSize: 10, Enabled: true },
    ]);
  });

  it('every machine has a name that the stage is part of', () => {
    const names = Object.values(packaged().ofType('AWS::StepFunctions::StateMachine'));
    expect(names.map(({ StateMachineName }) => StateMachineName)).toEqual([
      'sdrs-job-watcher-dev-watch-job',
      'sdrs-job-watcher-dev-send-notification',
    ]);
  });

  it('every role of a function has the name and policy that set it apart from those of other regions', () => {
    const roles = Object.entries(packaged().ofType('AWS::IAM::Role'));
    for (const [id, { RoleName }] of roles) {
      const isOfFunction = id.endsWith('IamRoleLambdaExecution');
      expect(RoleName, id).toEqual(
        isOfFunction ? expect.stringMatching(/^jobwatch-dev-eu-central-1-[a-z]+(-[a-z]+)*$/) : undefined,
      );
    }
  });
}
