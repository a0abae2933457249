import { describe, expect, it } from 'vitest';
import { renderAmazonQ } from '../../../../lib/channels/kinds/amazon-q/render.ts';
import { aFailureNotification, notified } from '../../../support/notifications.ts';

describe('a custom notification', () => {
  it('says what failed, and is of the thread of its watch where threads are wanted', () => {
    const { content, metadata } = renderAmazonQ(notified(aFailureNotification()), { mode: 'thread' });
    expect(content.title).toBe('❌ Create protection group failed: SDRS.0405');
    expect(content.description).toContain('The job ran for 4 min 10 s.');
    expect(metadata.threadId).toBe(aFailureNotification().watch.id);
    expect(renderAmazonQ(notified(aFailureNotification()), {}).metadata.threadId).toBeUndefined();
  });
});
