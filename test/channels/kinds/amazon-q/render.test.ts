import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { renderAmazonQ } from '../../../../lib/channels/kinds/amazon-q/render.ts';
import { aFailureNotification, notified } from '../../../support/notifications.ts';
import { itRendersAnything } from '../../hostile-notifications.ts';

const text = { type: 'string' };
/** The event schema of docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html, written down. */
const isNotification = new Ajv().compile({
  type: 'object',
  required: ['version', 'source', 'content'],
  additionalProperties: false,
  properties: {
    version: { const: '1.0' },
    source: { const: 'custom' },
    id: text,
    content: {
      type: 'object',
      required: ['description'],
      additionalProperties: false,
      properties: {
        textType: { const: 'client-markdown' },
        title: { type: 'string', maxLength: 250 },
        description: { type: 'string', minLength: 1, maxLength: 8_000 },
        nextSteps: { type: 'array', items: text },
        keywords: { type: 'array', items: text },
      },
    },
    metadata: {
      type: 'object',
      additionalProperties: false,
      properties: {
        threadId: text,
        summary: text,
        eventType: text,
        relatedResources: { type: 'array', items: text },
        additionalContext: { type: 'object', additionalProperties: text },
        enableCustomActions: { type: 'boolean' },
      },
    },
  },
});

describe('a custom notification', () => {
  it('says what failed, and is of the thread of its watch where threads are wanted', () => {
    const { content, metadata } = renderAmazonQ(notified(aFailureNotification()), { mode: 'thread' });
    expect(content.title).toBe('❌ Create protection group failed: SDRS.0405');
    expect(content.description).toContain('The job failed after 4 min 10 s.');
    expect(metadata.threadId).toBe(aFailureNotification().watch.id);
    expect(renderAmazonQ(notified(aFailureNotification()), {}).metadata.threadId).toBeUndefined();
  });

  itRendersAnything({
    render: (sending) => JSON.stringify(renderAmazonQ(sending, { mode: 'thread' })),
    judge: (rendered) => {
      isNotification(JSON.parse(rendered));
      expect(isNotification.errors ?? []).toEqual([]);
      expect(rendered).not.toMatch(/<!|<@|<http/);
    },
  });
});
