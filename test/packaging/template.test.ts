import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  AnnounceMissedFailuresEnv,
  ConfiguredEnv,
  RecordsEnv,
  ReportLostWatchEnv,
  StartWatchEnv,
  SweepLostWatchesEnv,
  TakeSmnMessageEnv,
} from '../../lib/lambda/env.ts';
import { HttpApiEnv } from '../../lib/lambda/wiring/http-api.ts';
import { describeAlarms } from './alarms.ts';
import { describeBundles } from './bundles.ts';
import { describeCost } from './cost.ts';
import { describeDashboard } from './dashboard.ts';
import { describeEncryption } from './encryption.ts';
import { describeLaws } from './laws.ts';
import { describeMachines, describeQueues } from './machines-and-queues.ts';
import { type Packaged, packageProject, serverless } from './packaged.ts';
import { describeParameters } from './parameters.ts';
import { describeRoles } from './roles.ts';
import { referencesOf, waitingForEver } from './template-reading.ts';

let once: Packaged | undefined;
beforeAll(async () => {
  once = await packageProject();
}, 120_000);
afterAll(() => once?.remove());

const packaged = (): Packaged => {
  if (once === undefined) throw new Error('The project could not be packaged: see above.');
  return once;
};

const functions = {
  StartWatch: StartWatchEnv,
  LookAtJob: ConfiguredEnv,
  ReportLostWatch: ReportLostWatchEnv,
  SweepLostWatches: SweepLostWatchesEnv,
  PlanNotice: RecordsEnv,
  DeliverNotice: RecordsEnv,
  AnnounceMissedFailures: AnnounceMissedFailuresEnv,
  TakeSmnMessage: TakeSmnMessageEnv,
  WatchApi: HttpApiEnv,
};
const names = Object.keys(functions);
const AccessLog = z.object({
  AccessLogSettings: z.object({ DestinationArn: z.unknown(), Format: z.string() }),
});
const Environment = z.object({ Variables: z.record(z.string(), z.unknown()) });

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
    const resources = Object.values(packaged().template.Resources).filter(({ Type }) => kept.includes(Type));
    expect(resources).toHaveLength(6);
    for (const resource of resources) {
      expect(resource).toMatchObject({
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
      });
    }
    expect(packaged().resource('RecordsTable')).toMatchObject({
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  it('keeps every log for 30 days', () => {
    const groups = Object.values(packaged().ofType('AWS::Logs::LogGroup'));
    expect(groups).toHaveLength(names.length + 2);
    expect(groups.map(({ RetentionInDays }) => RetentionInDays)).toEqual(groups.map(() => 30));
  });
});

describe.each(names)('the function %s', (name) => {
  it('runs on Node 24 and arm64 for less time than the machine gives it', () => {
    const made = packaged().resource(`${name}LambdaFunction`);
    expect(made).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
    expect(made).not.toHaveProperty('TracingConfig');
    expect(made).not.toHaveProperty('ReservedConcurrentExecutions');
    // Only the machines give their functions 60 seconds; a scheduled one has five minutes.
    const most = ['AnnounceMissedFailures', 'SweepLostWatches'].includes(name) ? 300 : 60;
    expect(Number(made?.['Timeout'])).toBeLessThan(most);
  });

  it('has exactly the environment that it reads', () => {
    const environment = packaged().resource(`${name}LambdaFunction`)?.['Environment'];
    const { Variables } = Environment.parse(environment);
    const { LAMBDA_TASK_ROOT: _ofLambda, ...shape } = functions[name as keyof typeof functions].shape;
    expect(Object.keys(Variables).sort()).toEqual(Object.keys(shape).sort());
  });
});

describeLaws(packaged);
describeRoles(packaged);
describeMachines(packaged);
describeQueues(packaged);
describeEncryption(packaged);
describeAlarms(packaged, names);
describeDashboard(packaged);
describeCost(packaged);
describeBundles(packaged, names);

describeParameters();

describe('a deployment without a configuration', () => {
  it('is refused in words that say what to do, without a stack', async () => {
    const refused = serverless('package', '--param=config=nothing.yaml');
    await expect(refused).rejects.toThrow(
      /nothing\.yaml not found: copy jobwatch\.example\.yaml to jobwatch\.yaml/,
    );
    await expect(refused).rejects.not.toThrow(/deployment\.ts:\d+/);
  });

  it('is refused in words if the stage is too long or a parameter is wrong', async () => {
    const stage = 'a-stage-of-21-letters';
    const refused = serverless('package', '--stage', stage, '--param=alarm-topic=ops');
    await expect(refused).rejects.toThrow(
      new RegExp(
        `--stage: expected at most 20 .* found "${stage}"\\.\n.*--param=alarm-topic: expected the ARN`,
      ),
    );
    await expect(refused).rejects.not.toThrow(/parameters\.ts:\d+/);
  });
});
