import * as z from 'zod';
import type { ChannelAnswer } from '../../../notification/delivery.ts';
import { type AwsService, readAwsAnswer } from '../../answer/aws-answer.ts';
import { jsonOf } from '../../answer/json-of.ts';
import type { Answer } from '../../channel.ts';

const ses: AwsService = {
  who: 'SES',
  meanings: [
    [
      'MessageRejected',
      {
        kind: 'refused',
        hint: 'an address is not verified (in the sandbox also those of recipients), or the content is refused',
      },
    ],
    ['MailFromDomainNotVerifiedException', { kind: 'refused', hint: 'the MAIL FROM domain is not verified' }],
    [
      'NotFoundException',
      { kind: 'refused', hint: 'there is no such configuration set or identity in that region' },
    ],
    ['AccountSuspendedException', { kind: 'refused', hint: 'AWS has suspended sending for this account' }],
    ['SendingPausedException', { kind: 'try_again', hint: 'sending is paused for this account' }],
    ['BadRequestException', { kind: 'refused', hint: 'it does not take this message' }],
  ],
  proof: 'the id of the message',
};

const Sent = z.object({ MessageId: z.string().min(1) });

/** SES took it; whether it reaches a mailbox is not answered (docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html). */
export const classifyEmail = (answer: Answer, now: number): ChannelAnswer =>
  readAwsAnswer(answer, { proven: jsonOf(answer, Sent) !== undefined }, { service: ses, now });
