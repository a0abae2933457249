import * as z from 'zod';
import type { ChannelAnswer } from '../../../notification/delivery.ts';
import { type AwsService, readAwsAnswer } from '../../answer/aws-answer.ts';
import { jsonOf } from '../../answer/json-of.ts';
import type { Answer } from '../../channel.ts';

const eventbridge: AwsService = {
  who: 'EventBridge',
  meanings: [
    ['ResourceNotFoundException', { kind: 'gone', hint: 'there is no such event bus' }],
    ['NotAuthorizedForSource', { kind: 'refused', hint: 'the sender may not use that source' }],
    ['NotAuthorizedForSourceException', { kind: 'refused', hint: 'the sender may not use that source' }],
    ['MalformedDetail', { kind: 'refused', hint: 'it cannot read the event' }],
    ['InvalidArgument', { kind: 'refused', hint: 'it does not take the event' }],
  ],
  proof: 'the id of the event',
};

const Entries = z.object({
  FailedEntryCount: z.number(),
  Entries: z.array(z.object({ EventId: z.string().optional(), ErrorCode: z.string().optional() })),
});

/** PutEvents answers 200 to entries that failed, and says so entry by entry. */
export function classifyEventbridge(answer: Answer, now: number): ChannelAnswer {
  const put = jsonOf(answer, Entries);
  const [entry] = put?.Entries ?? [];
  const proven = put?.FailedEntryCount === 0 && entry?.EventId !== undefined;
  return readAwsAnswer(answer, { proven, code: entry?.ErrorCode }, { service: eventbridge, now });
}
