import { type AwsService, readAwsAnswer } from '../../answer/aws-answer.ts';
import type { Channel } from '../../channel.ts';
import type { SnsConfig } from './config.ts';
import { publishPost } from './publish.ts';
import { renderSns } from './render.ts';

/** A topic of Amazon SNS. */
export const sns: Channel<SnsConfig> = {
  schedule: 'incident',
  readers: 'machines',
  request: (config, sending) => publishPost(config.topic, renderSns(sending, config), sending.notification),
  // SNS answers in XML: a message id, or an error code (docs.aws.amazon.com/sns/latest/api/API_Publish.html).
  readAnswer: (answer, now) => {
    const accepted = /<MessageId>[0-9a-f-]{36}<\/MessageId>/.test(answer.body);
    return readAwsAnswer(answer, { accepted }, { service, now });
  },
};

const service: AwsService = {
  who: 'SNS',
  meanings: [
    ['NotFound', { kind: 'gone', hint: 'the topic has been deleted' }],
    ['InvalidParameter', { kind: 'refused', hint: 'it does not accept this message' }],
    ['KMSThrottling', { kind: 'throttled', hint: "more requests than the quota of the topic's key" }],
    [
      'KMSAccessDenied',
      { kind: 'refused', hint: "the sender may not use the topic's key (kms:GenerateDataKey, kms:Decrypt)" },
    ],
    ['KMSDisabled', { kind: 'refused', hint: "the topic's key is disabled" }],
    ['KMSNotFound', { kind: 'refused', hint: "the topic's key does not exist" }],
  ],
  proof: 'a message id',
};
