import { expect, it } from 'vitest';
import { amazonQ } from '../../../../lib/channels/kinds/amazon-q/channel.ts';
import { AmazonQConfig } from '../../../../lib/channels/kinds/amazon-q/config.ts';
import { Secret } from '../../../../lib/watch/ports/secret.ts';
import { aFailureNotification, notified } from '../../../support/notifications.ts';

it('a notification is published to the topic that Amazon Q listens to', () => {
  const topic = 'arn:aws:sns:eu-central-1:123456789012:dr-team';
  const post = amazonQ.request(AmazonQConfig.parse({ id: 'q', kind: 'amazon-q', topic }), {
    ...notified(aFailureNotification()),
    secret: () => new Secret(''),
    now: 0,
  });
  if (post.kind !== 'post') throw new TypeError('Expected a request.');
  const form = new URLSearchParams(post.body);
  expect(form.get('TopicArn')).toBe(topic);
  expect(form.has('Subject')).toBe(false);
  expect(JSON.parse(form.get('Message') ?? '')).toMatchObject({ version: '1.0', source: 'custom' });
});
