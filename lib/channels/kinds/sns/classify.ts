import type { ChannelAnswer } from '../../../notification/delivery.ts';
import { type AwsService, readAwsAnswer } from '../../answer/aws-answer.ts';
import type { Answer } from '../../channel.ts';

const sns: AwsService = {
  who: 'SNS',
  meanings: [
    ['NotFound', { kind: 'gone', hint: 'the topic has been deleted' }],
    ['InvalidParameter', { kind: 'refused', hint: 'it does not take this message' }],
    ['KMSThrottling', { kind: 'throttled', hint: "more requests than the quota of the topic's key" }],
    [
      'KMSAccessDenied',
      { kind: 'refused', hint: "the sender may not use the topic's key (kms:GenerateDataKey, kms:Decrypt)" },
    ],
    ['KMSDisabled', { kind: 'refused', hint: "the topic's key is disabled" }],
    ['KMSNotFound', { kind: 'refused', hint: "the topic's key does not exist" }],
  ],
  proof: 'the id of the message',
};

/** SNS answers in XML: the id of the message, or the code of an error (docs.aws.amazon.com/sns/latest/api/API_Publish.html). */
export const classifySns = (answer: Answer, now: number): ChannelAnswer =>
  readAwsAnswer(
    answer,
    { proven: /<MessageId>[0-9a-f-]{36}<\/MessageId>/.test(answer.body) },
    { service: sns, now },
  );
