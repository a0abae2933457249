import * as z from 'zod';
import { type AwsService, readAwsAnswer } from '../../answer/aws-answer.ts';
import { jsonOf } from '../../answer/json-of.ts';
import type { Channel } from '../../channel.ts';
import { awsPost } from '../../post.ts';
import type { EmailConfig } from './config.ts';
import { renderEmail } from './render.ts';

/** E-mail through Amazon SES. */
export const email: Channel<EmailConfig> = {
  schedule: 'incident',
  readers: 'people',
  request: (config, sending) =>
    awsPost(
      { service: 'ses', region: config.region, host: 'email', path: '/v2/email/outbound-emails' },
      {
        contentType: 'application/json; charset=utf-8',
        body: JSON.stringify(renderEmail(sending, config)),
      },
    ),
  // SES took the mail. Whether it reaches a mailbox is not known
  // (docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html).
  readAnswer: (answer, now) =>
    readAwsAnswer(answer, { accepted: jsonOf(answer, Sent) !== undefined }, { service, now }),
};

const Sent = z.object({ MessageId: z.string().min(1) });

const service: AwsService = {
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
    ['BadRequestException', { kind: 'refused', hint: 'it does not accept this message' }],
  ],
  proof: 'a message id',
};
