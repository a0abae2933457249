import * as z from 'zod';
import { type AwsService, readAwsAnswer } from '../../answer/aws-answer.ts';
import { jsonOf } from '../../answer/json-of.ts';
import type { Channel } from '../../channel.ts';
import { awsPost } from '../../post.ts';
import type { EventbridgeConfig } from './config.ts';
import { renderEventbridge } from './render.ts';

/** A bus of Amazon EventBridge. */
export const eventbridge: Channel<EventbridgeConfig> = {
  schedule: 'incident',
  readers: 'machines',
  request: (config, { notification }) =>
    awsPost(
      { service: 'events', region: config.region },
      {
        contentType: 'application/x-amz-json-1.1',
        headers: { 'x-amz-target': 'AWSEvents.PutEvents' },
        body: JSON.stringify(renderEventbridge(notification, config)),
      },
    ),
  // PutEvents answers 200 also if entries failed. The entry says so.
  readAnswer: (answer, now) => {
    const put = jsonOf(answer, Entries);
    const [entry] = put?.Entries ?? [];
    const accepted = put?.FailedEntryCount === 0 && entry?.EventId !== undefined;
    return readAwsAnswer(answer, { accepted, code: entry?.ErrorCode }, { service, now });
  },
};

const Entries = z.object({
  FailedEntryCount: z.number(),
  Entries: z.array(z.object({ EventId: z.string().optional(), ErrorCode: z.string().optional() })),
});

const service: AwsService = {
  who: 'EventBridge',
  meanings: [
    ['ResourceNotFoundException', { kind: 'gone', hint: 'there is no such event bus' }],
    ['NotAuthorizedForSource', { kind: 'refused', hint: 'the sender may not use that source' }],
    ['NotAuthorizedForSourceException', { kind: 'refused', hint: 'the sender may not use that source' }],
    ['MalformedDetail', { kind: 'refused', hint: 'it cannot read the event' }],
    ['InvalidArgument', { kind: 'refused', hint: 'it does not accept the event' }],
  ],
  proof: 'an event id',
};
