import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Post } from '../../../../lib/channels/channel.ts';
import { publishPost } from '../../../../lib/channels/kinds/sns/publish.ts';
import { renderSns } from '../../../../lib/channels/kinds/sns/render.ts';
import { aFailureNotification, aNotification, notified } from '../../../support/notifications.ts';
import { bySdk } from '../../aws-sdk.ts';

const topic = 'arn:aws:sns:eu-central-1:123456789012:dr-team';
const postOf = (name = topic): Post =>
  publishPost(name, renderSns(notified(aFailureNotification()), {}), aFailureNotification());
const fieldsOf = (body: string) => Object.fromEntries(new URLSearchParams(body));

describe('a publication', () => {
  it('is the message in words, with a subject for mail and attributes for filters', () => {
    const { message, subject, attributes } = renderSns(notified(aFailureNotification()), {});
    expect(message).toMatch(
      /^❌ Create protection group failed: SDRS\.0405\n\nThe job ran for 4 min 10 s\.\nReason: /,
    );
    expect(subject).toBe('Create protection group failed: SDRS.0405');
    expect(attributes).toEqual({
      type: 'sdrs.job.failed',
      severity: 'error',
      outcome: 'failed',
      account: 'otc-prod',
    });
  });

  it('is the CloudEvent of the notification for machines', () => {
    const { message } = renderSns(notified(aFailureNotification()), { format: 'json' });
    expect(JSON.parse(message)).toMatchObject({
      specversion: '1.0',
      id: aFailureNotification().id,
      data: aFailureNotification(),
    });
  });

  it.each([
    ['保护组', /^SDRS msg_/],
    ['Größe', /^Gro ?.*e/],
    ['x'.repeat(300), /^[\x20-\x7E]{97}\.\.\.$/],
  ])('has a subject of printable ASCII: %s', (label, subject) => {
    const notification = aNotification({ job: { ...aNotification().job, label, job_type: 'x' } });
    const message = { ...notified(notification).message, title: label };
    expect(renderSns({ notification, message }, {}).subject).toMatch(subject);
    expect(renderSns({ notification, message }, {}).subject).toMatch(/^[\x20-\x7E]{1,100}$/);
  });

  it('has a subject of at most 100 characters with as much of the title as fits', () => {
    const titles = fc.oneof(
      fc.integer({ min: 1, max: 300 }).map((length) => 'x'.repeat(length)),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }),
    );
    fc.assert(
      fc.property(titles, (title) => {
        const { message } = notified(aNotification());
        const { subject = '' } = renderSns(
          { notification: aNotification(), message: { ...message, title } },
          {},
        );
        expect(subject).toMatch(/^[\x20-\x7E]{1,100}$/);
        if (/^x+$/.test(title)) expect(subject).toBe(title.length > 100 ? `${title.slice(0, 97)}...` : title);
      }),
    );
  });

  it('is the same request as that of the official SDK', async () => {
    const { message, subject, attributes } = renderSns(notified(aFailureNotification()), {});
    const { sent } = await bySdk({ status: 500, body: '' }, (options) =>
      new SNSClient(options).send(
        new PublishCommand({
          TopicArn: topic,
          Message: message,
          Subject: subject,
          MessageAttributes: Object.fromEntries(
            Object.entries(attributes).map(([name, value]) => [
              name,
              { DataType: 'String', StringValue: value },
            ]),
          ),
        }),
      ),
    );
    expect(fieldsOf(postOf().body)).toEqual(fieldsOf(sent.body));
    expect(sent.path).toBe(new URL(postOf().url.reveal()).pathname);
    expect(sent.headers['authorization']).toContain('/eu-central-1/sns/aws4_request');
  });

  it('to a first-in-first-out topic is of the group of its watch, once', () => {
    expect(fieldsOf(postOf(`${topic}.fifo`).body)).toMatchObject({
      MessageGroupId: aFailureNotification().watch.id,
      MessageDeduplicationId: aFailureNotification().id,
    });
  });

  it('goes to the region of its topic, in China to the endpoint of China', () => {
    expect(postOf().url.reveal()).toBe('https://sns.eu-central-1.amazonaws.com/');
    expect(postOf('arn:aws-cn:sns:cn-north-1:123456789012:dr').url.reveal()).toBe(
      'https://sns.cn-north-1.amazonaws.com.cn/',
    );
  });
});
