import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { finishTemplate } from '../../lib/lambda/deploy/finish-template.ts';
import { readStatements, type Statement } from '../../lib/lambda/deploy/function-rights.ts';
import { sizeInIam } from '../../lib/lambda/deploy/role-policies.ts';
import type { Resource } from '../../lib/lambda/deploy/template.ts';
import { WrongConfiguration } from '../../lib/watch/errors.ts';
import { SecretRef } from '../../lib/watch/ports/secret.ts';

const region = 'eu-central-1';
const finish = (Resources: Record<string, Resource>, alarmActions: string[] = []) =>
  finishTemplate({ Resources }, { region, alarmActions }).Resources;

const role = (statements: unknown[], RoleName: unknown = 'a-role'): Resource => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName,
    Policies: [{ PolicyName: 'all', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
  },
});

const Document = z.object({
  Statement: z.array(
    z.object({ Effect: z.literal('Allow'), Action: z.array(z.string()), Resource: z.array(z.unknown()) }),
  ),
});
const Policies = z.array(z.object({ PolicyDocument: Document }));

/** Returns the policy documents of a role: inline and managed. */
function documentsOf(resources: Record<string, Resource>) {
  const inline = Policies.parse(resources['Role']?.Properties?.['Policies']).map(
    (policy) => policy.PolicyDocument,
  );
  const managed = z
    .array(z.object({ Ref: z.string() }))
    .default([])
    .parse(resources['Role']?.Properties?.['ManagedPolicyArns'])
    .map(({ Ref }) => Document.parse(resources[Ref]?.Properties?.['PolicyDocument']));
  return { inline, managed };
}

/** Returns each pair of actions and resource, sorted. */
const rightsIn = (documents: z.infer<typeof Document>[]) =>
  documents
    .flatMap(({ Statement }) => Statement)
    .flatMap(({ Action, Resource }) => Resource.map((resource) => JSON.stringify([Action, resource])))
    .sort();

const secrets = (count: number, store: string): SecretRef[] =>
  Array.from({ length: count }, (_, index) => SecretRef.parse(`${store}${index}`));

describe('the template of a deployment', () => {
  it('sends alarms to the topic, if there is one', () => {
    const alarm = { Type: 'AWS::CloudWatch::Alarm', Properties: { Threshold: 0 } };
    expect(finish({ alarm }, ['arn:a'])['alarm']?.Properties).toEqual({
      Threshold: 0,
      AlarmActions: ['arn:a'],
    });
    expect(finish({ alarm })['alarm']?.Properties).toEqual({ Threshold: 0 });
  });

  it('lets no function create a log group', () => {
    const logs = {
      Effect: 'Allow',
      Action: ['logs:CreateLogGroup', 'logs:PutLogEvents'],
      Resource: ['some'],
    };
    const finished = finish({ Role: role([logs]) });
    expect(rightsIn(documentsOf(finished).inline)).toEqual([JSON.stringify([['logs:PutLogEvents'], 'some'])]);
  });

  it('removes a DependsOn that a reference implies', () => {
    const made = (DependsOn: string | string[]): Resource => ({
      Type: 'AWS::Lambda::Function',
      Properties: {
        Role: { 'Fn::GetAtt': ['TheRole', 'Arn'] },
        Topic: { 'Fn::Sub': `\${TheTopic}/\${Own}` },
      },
      DependsOn,
    });
    expect(finish({ made: made(['TheRole', 'TheLog', 'TheTopic']) })['made']?.DependsOn).toEqual(['TheLog']);
    expect(finish({ made: made('TheRole') })['made']).not.toHaveProperty('DependsOn');
  });

  it('removes the shared role', () => {
    expect(Object.keys(finish({ IamRoleLambdaExecution: role([]), Role: role([]) }))).toEqual(['Role']);
  });

  it('leaves a role unchanged if its policies fit', () => {
    const statements = readStatements(secrets(40, 'secretsmanager:jobwatch/account-'));
    expect(Object.keys(finish({ Role: role(statements) }))).toEqual(['Role']);
  });

  it('keeps exactly the same rights, and every policy within the quotas of IAM', () => {
    const counts = fc.tuple(fc.nat(150), fc.nat(150));
    fc.assert(
      fc.property(counts, ([ofManager, ofStore]) => {
        const own: Statement = {
          Effect: 'Allow',
          Action: ['dynamodb:GetItem'],
          Resource: [{ 'Fn::GetAtt': ['KeyValueTable', 'Arn'] }],
        };
        const statements = [
          own,
          ...readStatements([
            ...secrets(ofManager, 'secretsmanager:jobwatch/account-'),
            ...secrets(ofStore, 'ssm:/jobwatch/destination/'),
          ]),
        ];
        const { inline, managed } = documentsOf(finish({ Role: role(statements) }));
        expect(rightsIn([...inline, ...managed])).toEqual(rightsIn([{ Statement: statements }]));
        expect(inline.reduce((sum, document) => sum + sizeInIam(document, region), 0)).toBeLessThanOrEqual(
          10_240,
        );
        expect(managed.filter((document) => sizeInIam(document, region) > 6_144)).toEqual([]);
        expect(managed.length).toBeLessThanOrEqual(10);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps existing managed policies of a role, and counts them towards the quota', () => {
    const statements = readStatements(secrets(150, 'secretsmanager:jobwatch/account-'));
    const withPolicies = (count: number): Resource => {
      const { Type, Properties } = role(statements);
      const ManagedPolicyArns = Array.from(
        { length: count },
        (_, index) => `arn:aws:iam::aws:policy/own-${index}`,
      );
      return { Type, Properties: { ...Properties, ManagedPolicyArns } };
    };
    const added = Object.keys(finish({ Role: role(statements) })).length - 1;
    expect(added).toBeGreaterThan(0);
    const finished = finish({ Role: withPolicies(10 - added) });
    expect(finished['Role']?.Properties?.['ManagedPolicyArns']).toEqual([
      ...Array.from({ length: 10 - added }, (_, index) => `arn:aws:iam::aws:policy/own-${index}`),
      ...Array.from({ length: added }, (_, index) => ({ Ref: `RolePolicy${index + 1}` })),
    ]);
    expect(() => finish({ Role: withPolicies(11 - added) })).toThrow(
      /need 11 managed policies, expected at most 10/,
    );
  });

  it('is refused if a role needs more than ten managed policies', () => {
    const statements = readStatements(secrets(900, 'secretsmanager:jobwatch/account-'));
    const refused = () => finish({ Role: role(statements) });
    expect(refused).toThrow(WrongConfiguration);
    expect(refused).toThrow(
      /^Role: the rights to 900 resources \(secretsmanager:GetSecretValue\) need \d\d managed policies, expected at most 10.*secretsmanager:name#key/,
    );
  });

  it.each([
    ['a text', 'r'.repeat(65)],
    ['joined', { 'Fn::Join': ['-', ['r'.repeat(52), { Ref: 'AWS::Region' }]] }],
  ])('is refused if the name of a role is too long: %s', (_, name) => {
    expect(() => finish({ Role: role([], name) })).toThrow(
      /^Role: the name of the role is too long for IAM: expected at most 64 characters, found 65/,
    );
    const shorter = JSON.parse(JSON.stringify(name).replace('rr', 'r'));
    expect(Object.keys(finish({ Role: role([], shorter) }))).toEqual(['Role']);
  });
});
