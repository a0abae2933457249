import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { resolved, sizeInIam } from '../../lib/lambda/deploy/role-policies.ts';
import { type Packaged, packageProject } from './packaged.ts';

const root = join(import.meta.dirname, '../..');
const stage = 'twenty-letter-stage1';
/** The longest name of a region that has Lambda. */
const region = 'ap-southeast-1';
const topic = 'arn:aws:sns:ap-southeast-1:123456789012:ops';
const accounts = 150;

const Policies = z.array(z.object({ PolicyDocument: z.unknown() }));
const Rights = z.object({
  PolicyDocument: z.object({ Statement: z.array(z.object({ Resource: z.array(z.unknown()) })) }),
});

/** Each account has a secret of its own: many more than the inline policies of one role can name. */
const configuration = JSON.stringify({
  accounts: Array.from({ length: accounts }, (_, index) => ({
    id: `account-${index}`,
    cloud: 'otc',
    region: 'eu-de',
    project_id: index.toString(16).padStart(32, '0'),
    credentials: { kind: 'token', token: `secretsmanager:jobwatch/accounts/account-${index}` },
  })),
  destinations: [{ id: 'team', kind: 'slack', url: 'ssm:/jobwatch/slack' }],
});

/** A stack that is as different from the default as its parameters allow. */
export function describeParameters(): void {
  describe('a stack with every parameter', () => {
    let folder: string;
    let packaged: Packaged;
    beforeAll(async () => {
      await mkdir(join(root, 'reports'), { recursive: true });
      folder = await mkdtemp(join(root, 'reports/packaging-'));
      await writeFile(join(folder, 'jobwatch.yaml'), configuration);
      packaged = await packageProject([
        '--stage',
        stage,
        '--region',
        region,
        `--param=config=${relative(root, join(folder, 'jobwatch.yaml'))}`,
        `--param=alarm-topic=${topic}`,
        '--param=event-bus=jobs-of-a-test',
        '--param=protect=false',
        '--param=poll-concurrency=50',
      ]);
    }, 120_000);
    afterAll(() => Promise.all([packaged?.remove(), rm(folder, { recursive: true })]));

    it('sends every alarm to the topic', () => {
      const alarms = Object.entries(packaged.ofType('AWS::CloudWatch::Alarm'));
      expect(alarms.length).toBeGreaterThan(10);
      for (const [id, alarm] of alarms) expect(alarm, id).toMatchObject({ AlarmActions: [topic] });
    });

    it('listens to the bus', () => {
      expect(packaged.resource('JobCreatedRule')).toMatchObject({ EventBusName: 'jobs-of-a-test' });
      const partOfRef = (part: number) => ({
        'Fn::Select': [part, { 'Fn::Split': ['|', { Ref: 'JobCreatedRule' }] }],
      });
      expect(packaged.resource('JobCreatedRuleAlarm')).toMatchObject({
        Dimensions: [
          { Name: 'EventBusName', Value: partOfRef(0) },
          { Name: 'RuleName', Value: partOfRef(1) },
        ],
      });
    });

    it('limits the polling function and no other', () => {
      const functions = Object.entries(packaged.ofType('AWS::Lambda::Function'));
      const limited = functions.filter((entry) => 'ReservedConcurrentExecutions' in entry[1]);
      expect(limited).toEqual([
        ['PollJobLambdaFunction', expect.objectContaining({ ReservedConcurrentExecutions: 50 })],
      ]);
    });

    it('leaves nothing behind: table, queues and key go with the stack', () => {
      const resources = Object.values(packaged.template.Resources);
      const kept = resources.filter(
        ({ DeletionPolicy = 'Delete', UpdateReplacePolicy = 'Delete' }) =>
          DeletionPolicy !== 'Delete' || UpdateReplacePolicy !== 'Delete',
      );
      expect(kept).toEqual([]);
      expect(packaged.resource('KeyValueTable')).toMatchObject({ DeletionProtectionEnabled: false });
    });

    it('has role names that IAM takes, also in the region with the longest name', () => {
      const names = Object.values(packaged.ofType('AWS::IAM::Role')).flatMap(
        ({ RoleName }) => RoleName ?? [],
      );
      expect(names).toHaveLength(Object.keys(packaged.ofType('AWS::Lambda::Function')).length);
      const longest = Math.max(...names.map((name) => String(resolved(name, region)).length));
      expect(longest + 'us-isof-south-1'.length - region.length).toBeLessThanOrEqual(64);
    });

    it('has policies that IAM takes, and each secret is named once for each function that may read it', () => {
      for (const [id, role] of Object.entries(packaged.ofType('AWS::IAM::Role'))) {
        const sizes = Policies.parse(role['Policies']).map((policy) =>
          sizeInIam(policy.PolicyDocument, region),
        );
        expect(
          sizes.reduce((sum, size) => sum + size, 0),
          id,
        ).toBeLessThanOrEqual(10_240);
      }
      const managed = packaged.ofType('AWS::IAM::ManagedPolicy');
      for (const [id, { PolicyDocument }] of Object.entries(managed)) {
        expect(sizeInIam(PolicyDocument, region), id).toBeLessThanOrEqual(6_144);
      }
      const ofPolling = Object.keys(managed).filter((id) => id.startsWith('PollJob'));
      expect(packaged.resource('PollJobIamRoleLambdaExecution')).toMatchObject({
        ManagedPolicyArns: ofPolling.map((Ref) => ({ Ref })),
      });
      const secrets = ofPolling.flatMap((id) =>
        Rights.parse(managed[id]).PolicyDocument.Statement.flatMap(({ Resource }) => Resource),
      );
      expect(new Set(secrets.map((secret) => JSON.stringify(secret))).size).toBe(accounts);
      expect(secrets).toHaveLength(accounts);
    });
  });
}
