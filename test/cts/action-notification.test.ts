import { describe, expect, it } from 'vitest';
import { actionNotification } from '../../lib/cts/action-notification.ts';
import { messageOf } from '../../lib/message/message-of.ts';
import { Notification } from '../../lib/notification/notification.ts';
import { anAccount } from '../support/watches.ts';

const account = anAccount();
const action = {
  id: 'sdrs-action-0f1e2d3c4b5a6978',
  trace_name: 'protectionGroupAction',
  action: 'failover-server-group',
  region: account.region,
  project_id: account.project_id,
  resource_id: 'b5dc9a1e-7b1e-4a5c-9f0e-2f6f2b8f9b11',
  code: '400',
  error_code: 'SDRS.1013',
  reason: 'The protection group is not in that state.',
  user: 'ops',
};
const now = Date.parse('2026-03-01T12:00:00.000Z');

describe('the notification of a failed action without a job', () => {
  it('contains the error code, the reason and the user', () => {
    const notification = actionNotification(action, [account], now);
    expect(Notification.parse(notification)).toEqual(notification);
    const message = messageOf(notification);
    expect(message.title).toBe('Failover server group could not be started: SDRS.1013');
    expect(message.detail?.text).toContain('The protection group is not in that state.');
    expect(message.detail?.text).toContain(
      'failover-server-group, requested by ops, answered with HTTP 400.',
    );
    expect(notification.account.id).toBe(account.id);
  });

  it('has the same id for every copy of its trace', () => {
    expect(actionNotification(action, [account], now).id).toBe(actionNotification(action, [], now + 1).id);
  });

  it('is made for a project without a configured account, too', () => {
    expect(actionNotification(action, [], now).account).toMatchObject({ project_id: account.project_id });
  });
});
