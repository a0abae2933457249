import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import { eventbridge } from '../../../../lib/channels/kinds/eventbridge/channel.ts';
import { EventbridgeConfig } from '../../../../lib/channels/kinds/eventbridge/config.ts';
import { bySdk } from '../../aws-sdk.ts';

const read = (status: number, body: string, headers = {}) =>
  eventbridge.readAnswer({ kind: 'answer', status, headers, body }, 0);

describe('an answer of EventBridge', () => {
  it.each([
    [200, '{"FailedEntryCount":0,"Entries":[{"EventId":"1"}]}', 'delivered'],
    [
      200,
      '{"FailedEntryCount":1,"Entries":[{"ErrorCode":"ThrottlingException","ErrorMessage":"x"}]}',
      'throttled',
    ],
    [
      200,
      '{"FailedEntryCount":1,"Entries":[{"ErrorCode":"InternalFailure","ErrorMessage":"x"}]}',
      'try_again',
    ],
    [200, '{"FailedEntryCount":1,"Entries":[{"ErrorCode":"NotAuthorizedForSource"}]}', 'refused'],
    [200, '{"FailedEntryCount":0,"Entries":[]}', 'refused'],
    [400, '{"__type":"ResourceNotFoundException","message":"no bus"}', 'gone'],
    [400, '{"__type":"com.amazon.coral#AccessDeniedException"}', 'refused'],
    [500, '{"__type":"InternalException"}', 'try_again'],
  ])('%i %s is %s', (status, body, kind) => {
    expect(read(status, body).kind).toBe(kind);
  });

  it('names its error as the SDK does, wherever it stands', async () => {
    const headers = { 'x-amzn-errortype': 'AccessDeniedException:http://internal.amazon.com/coral/' };
    expect(read(400, '{}', headers)).toMatchObject({ why: expect.stringContaining('AccessDeniedException') });
    const { error } = await bySdk({ status: 400, headers, body: '{}' }, (options) =>
      new EventBridgeClient(options).send(new PutEventsCommand({ Entries: [{ Source: 'a' }] })),
    );
    expect(error).toBe('AccessDeniedException');
  });
});

it.each([{ region: 'europe' }, { source: 'aws.ec2' }, { bus: 'two words' }])(
  'a destination is not %j',
  (wrong) => {
    const right = { id: 'b', kind: 'eventbridge', region: 'eu-central-1' };
    expect(EventbridgeConfig.safeParse(right).success).toBe(true);
    expect(EventbridgeConfig.safeParse({ ...right, ...wrong }).success).toBe(false);
  },
);
