import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { sns } from '../../../../lib/channels/kinds/sns/channel.ts';
import { SnsConfig } from '../../../../lib/channels/kinds/sns/config.ts';
import { bySdk } from '../../aws-sdk.ts';

const error = (code: string) =>
  `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code>` +
  '<Message>of <b>AWS</b></Message></Error><RequestId>9d1f8ab1</RequestId></ErrorResponse>';

describe('an answer of SNS', () => {
  it('is read whatever its code is made of, without trying each part of it again', () => {
    const body = JSON.stringify({ __type: `${':'.repeat(500_000)}\n` });
    expect(sns.readAnswer({ kind: 'answer', status: 400, headers: {}, body }, 0).kind).toBe('refused');
  });

  it.each([
    [400, 'Throttling', 'throttled'],
    [403, 'AuthorizationError', 'refused'],
    [403, 'InvalidClientTokenId', 'refused'],
    [403, 'ExpiredToken', 'try_again'],
    [400, 'InvalidParameter', 'refused'],
    [400, 'KMSThrottling', 'throttled'],
    [404, 'NotFound', 'gone'],
    [500, 'InternalError', 'try_again'],
    [400, 'SomethingNew', 'refused'],
  ])('%i %s is %s, and the SDK reads the same code', async (status, code, kind) => {
    const answer = { status, body: error(code) };
    const read = sns.readAnswer({ kind: 'answer', headers: {}, ...answer }, 0);
    expect(read.kind).toBe(kind);
    expect('why' in read ? read.why : '').toContain(code);
    expect(JSON.stringify(read)).not.toContain('<b>');
    const { error: name } = await bySdk(answer, (options) =>
      new SNSClient(options).send(
        new PublishCommand({ TopicArn: 'arn:aws:sns:eu-central-1:1:a', Message: 'm' }),
      ),
    );
    expect(name?.replace(/(Exception|Error)?$/, '')).toContain(
      code.replace(/(Exception|Error)$/, '').slice(0, 6),
    );
  });
});

it.each(['arn:aws:sqs:eu-central-1:123456789012:q', 'dr-team', 'arn:aws:sns:eu-central-1:1:x'])(
  'a topic is not %s',
  (topic) => {
    expect(SnsConfig.safeParse({ id: 't', kind: 'sns', topic }).success).toBe(false);
  },
);
