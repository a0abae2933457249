import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Packaged } from './packaged.ts';

const key = { Ref: 'EncryptionKey' };
const KeyPolicy = z.object({
  Statement: z.array(
    z.object({
      Principal: z.record(z.string(), z.unknown()),
      Action: z.union([z.string(), z.array(z.string())]),
      Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
    }),
  ),
});
const Targets = z.array(
  z.object({
    DeadLetterConfig: z.object({ Arn: z.object({ 'Fn::GetAtt': z.array(z.string()) }) }).optional(),
  }),
);
const keyArn = { 'Fn::GetAtt': ['EncryptionKey', 'Arn'] };

/**
 * Everything that is stored is encrypted, nearly all of it with the stack's own key, and the key is for
 * nothing else.
 */
export function describeEncryption(packaged: () => Packaged): void {
  const ofType = (type: string) => Object.values(packaged().ofType(type));

  describe('the key of the stack', () => {
    it('encrypts every queue but the dead-letter queues of the rules, which have to outlive it', () => {
      const bySqs = ['WatchRequestDeadLetterQueue', 'LostWatchDeadLetterQueue'];
      const ofRules = ofType('AWS::Events::Rule').flatMap((rule) =>
        Targets.parse(rule['Targets']).map(({ DeadLetterConfig }) => DeadLetterConfig?.Arn['Fn::GetAtt'][0]),
      );
      expect(new Set(ofRules.filter((queue) => queue !== undefined))).toEqual(new Set(bySqs));
      for (const [id, queue] of Object.entries(packaged().ofType('AWS::SQS::Queue'))) {
        const { KmsMasterKeyId, SqsManagedSseEnabled } = queue;
        const encrypted = bySqs.includes(id) ? [undefined, true] : [key, undefined];
        expect([KmsMasterKeyId, SqsManagedSseEnabled], id).toEqual(encrypted);
      }
    });

    it('encrypts the table', () => {
      const encrypted = { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: key };
      expect(ofType('AWS::DynamoDB::Table')).toEqual([
        expect.objectContaining({ SSESpecification: encrypted }),
      ]);
    });

    it('encrypts the logs of every function, of the machines and of the HTTP API', () => {
      const logs = ofType('AWS::Logs::LogGroup');
      expect(logs).toHaveLength(ofType('AWS::Lambda::Function').length + 2);
      expect(logs.filter(({ KmsKeyId }) => JSON.stringify(KmsKeyId) !== JSON.stringify(keyArn))).toEqual([]);
    });

    it('leaves no topic of the stack in clear: there is none', () => {
      expect(ofType('AWS::SNS::Topic')).toEqual([]);
    });

    it('is rotated, and may be used through the services of the stack alone', () => {
      const [made, another] = ofType('AWS::KMS::Key');
      expect(another).toBeUndefined();
      expect(made).toMatchObject({ EnableKeyRotation: true });
      const [owner, ...users] = statementsOf(made);
      expect(owner).toMatchObject({
        Principal: { AWS: { 'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root` } },
      });
      expect(users.filter(({ Condition }) => Condition === undefined)).toEqual([]);
      expect(users.filter(({ Action }) => [Action].flat().includes('kms:*'))).toEqual([]);
      expect(users.map(({ Principal }) => Principal)).toEqual([
        { AWS: '*' },
        { Service: 'events.amazonaws.com' },
        { Service: { 'Fn::Sub': `logs.\${AWS::Region}.amazonaws.com` } },
      ]);
      expect(users[0]?.Condition).toEqual({
        StringEquals: {
          'kms:CallerAccount': { Ref: 'AWS::AccountId' },
          'kms:ViaService': ['sqs', 'dynamodb'].map((service) => ({
            'Fn::Sub': `${service}.\${AWS::Region}.amazonaws.com`,
          })),
        },
      });
    });

    it('may be used by the rules of this account alone', () => {
      const [made] = ofType('AWS::KMS::Key');
      const ofRules = statementsOf(made).find(
        ({ Principal }) => Principal['Service'] === 'events.amazonaws.com',
      );
      expect(ofRules?.Condition).toEqual({
        StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
      });
    });

    it('may encrypt each log group that there is', () => {
      const [made] = ofType('AWS::KMS::Key');
      const Arns = z.record(z.string(), z.array(z.object({ 'Fn::Sub': z.string() })));
      const [arns = []] = Object.values(Arns.parse(statementsOf(made).at(-1)?.Condition?.['ArnLike']));
      const patterns = arns.map((arn) => arn['Fn::Sub'].split(':log-group:')[1] ?? '');
      const names = ofType('AWS::Logs::LogGroup').map(({ LogGroupName }) => String(LogGroupName));
      const mayEncrypt = (name: string) =>
        patterns.some((pattern) =>
          pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
        );
      expect(names.filter((name) => !mayEncrypt(name))).toEqual([]);
    });
  });
}

const statementsOf = (key: Record<string, unknown> | undefined) =>
  KeyPolicy.parse(key?.['KeyPolicy']).Statement;
