import { describe, expect, it } from 'vitest';
import { email } from '../../../../lib/channels/kinds/email/channel.ts';
import { EmailConfig } from '../../../../lib/channels/kinds/email/config.ts';

describe('an answer of SES', () => {
  it.each([
    [200, '{"MessageId":"1"}', '', 'delivered'],
    [200, '{}', '', 'refused'],
    [429, '{}', 'TooManyRequestsException', 'throttled'],
    [400, '{}', 'LimitExceededException', 'throttled'],
    [400, '{}', 'MessageRejected', 'refused'],
    [400, '{}', 'SendingPausedException', 'try_again'],
    [400, '{}', 'AccountSuspendedException', 'refused'],
    [404, '{}', 'NotFoundException', 'refused'],
    [403, '{"message":"not authorized"}', 'AccessDeniedException', 'refused'],
    [500, '{}', '', 'try_again'],
  ])('%i %s %s is %s', (...[status, body, type, kind]) => {
    const headers = type === '' ? {} : { 'x-amzn-errortype': type };
    const read = email.readAnswer({ kind: 'answer', status, headers, body }, 0);
    expect(read.kind).toBe(kind);
    expect('why' in read ? read.why : type).toContain(type);
  });
});

it.each([
  { from: 'Job Watch <a@example.com>' },
  { to: [] },
  { to: ['a@example.com\r\nBcc: b@example.com'] },
  { to: ['nobody'] },
  { region: 'frankfurt' },
])('a destination is not %j', (wrong) => {
  const right = {
    id: 'm',
    kind: 'email',
    region: 'eu-central-1',
    from: 'a@example.com',
    to: ['b@example.com'],
  };
  expect(EmailConfig.safeParse(right).success).toBe(true);
  expect(EmailConfig.safeParse({ ...right, ...wrong }).success).toBe(false);
});
