import { describe, expect, it } from 'vitest';
import { renderSlack } from '../../../../lib/channels/kinds/slack/render.ts';
import { renderSlackBot } from '../../../../lib/channels/kinds/slack-bot/render.ts';
import { messageOf } from '../../../../lib/message/message-of.ts';
import { aFailureNotification } from '../../../support/notifications.ts';

const message = messageOf(aFailureNotification());
const earlier = '{"channel":"C0123456789","ts":"1772366700.000100"}';
const render = (mode: 'new' | 'thread' | 'update', reference?: string) =>
  renderSlackBot(message, { channel: 'C0123456789', mode }, reference);

describe('a call of the Web API', () => {
  it('posts what a webhook would, findable by the id of its notification', () => {
    const { method, payload } = render('new');
    expect(method).toBe('chat.postMessage');
    expect(payload).toEqual({
      ...renderSlack(message),
      channel: 'C0123456789',
      metadata: { event_type: 'sdrs_notification', event_payload: { id: aFailureNotification().id } },
    });
  });

  it.each(['thread', 'update'] as const)('posts the first message of a watch as a new one: %s', (mode) => {
    expect(render(mode)).toEqual(render('new'));
    expect(render(mode, 'no reference')).toEqual(render('new'));
  });

  it('answers in the thread, or changes the message', () => {
    expect(render('thread', earlier)).toMatchObject({
      method: 'chat.postMessage',
      payload: { thread_ts: '1772366700.000100' },
    });
    expect(render('update', earlier)).toMatchObject({
      method: 'chat.update',
      payload: { channel: 'C0123456789', ts: '1772366700.000100' },
    });
  });
});
