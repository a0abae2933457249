import type { Notification } from '../../../notification/notification.ts';
import type { Post } from '../../channel.ts';
import { awsPost } from '../../post.ts';
import type { Publication } from './render.ts';

/**
 * Makes a Publish call in the Query protocol. A first-in-first-out topic delivers the notifications of a
 * watch in order, each once (docs.aws.amazon.com/sns/latest/api/API_Publish.html).
 */
export function publishPost(topic: string, publication: Publication, notification: Notification): Post {
  const form = new URLSearchParams({
    Action: 'Publish',
    Version: '2010-03-31',
    TopicArn: topic,
    Message: publication.message,
  });
  if (publication.subject !== undefined) form.set('Subject', publication.subject);
  if (topic.endsWith('.fifo')) {
    form.set('MessageGroupId', notification.watch.id);
    form.set('MessageDeduplicationId', notification.id);
  }
  for (const [index, [name, value]] of Object.entries(publication.attributes).entries()) {
    const entry = `MessageAttributes.entry.${index + 1}`;
    form.set(`${entry}.Name`, name);
    form.set(`${entry}.Value.DataType`, 'String');
    form.set(`${entry}.Value.StringValue`, value);
  }
  return awsPost(
    { service: 'sns', region: topic.split(':')[3] ?? '' },
    { contentType: 'application/x-www-form-urlencoded; charset=utf-8', body: form.toString() },
  );
}
