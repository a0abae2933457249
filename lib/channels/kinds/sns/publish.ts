import type { Notification } from '../../../notification/notification.ts';
import { Secret } from '../../../watch/secret.ts';
import { awsEndpoint } from '../../answer/aws-answer.ts';
import type { Post } from '../../channel.ts';
import type { Publication } from './render.ts';

/**
 * A call of Publish in the Query protocol. A first-in-first-out topic gets the notifications of a watch in order, each once
 * (docs.aws.amazon.com/sns/latest/api/API_Publish.html).
 */
export function publishPost(topic: string, publication: Publication, notification: Notification): Post {
  const region = topic.split(':')[3] ?? '';
  const form = new URLSearchParams({
    Action: 'Publish',
    Version: '2010-03-31',
    TopicArn: topic,
    Message: publication.message,
    ...(publication.subject !== undefined && { Subject: publication.subject }),
    ...(topic.endsWith('.fifo') && {
      MessageGroupId: notification.watch.id,
      MessageDeduplicationId: notification.id,
    }),
  });
  for (const [index, [name, value]] of Object.entries(publication.attributes).entries()) {
    const entry = `MessageAttributes.entry.${index + 1}`;
    form.set(`${entry}.Name`, name);
    form.set(`${entry}.Value.DataType`, 'String');
    form.set(`${entry}.Value.StringValue`, value);
  }
  return {
    kind: 'post',
    aws: { service: 'sns', region },
    url: new Secret(`${awsEndpoint('sns', region)}/`),
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: form.toString(),
  };
}
