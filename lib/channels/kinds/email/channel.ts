import { Secret } from '../../../watch/secret.ts';
import { awsEndpoint } from '../../answer/aws-answer.ts';
import type { Channel, Prepared, Sending } from '../../channel.ts';
import { classifyEmail } from './classify.ts';
import { EmailConfig } from './config.ts';
import { renderEmail } from './render.ts';

/** E-mail through Amazon SES. */
export const email: Channel<EmailConfig> = {
  kind: 'email',
  config: EmailConfig,
  schedule: 'incident',
  readers: 'people',
  secretsOf: () => [],
  request,
  classify: classifyEmail,
};

function request(config: EmailConfig, sending: Sending): Prepared {
  const { region } = config;
  return {
    kind: 'post',
    aws: { service: 'ses', region },
    url: new Secret(`${awsEndpoint('email', region)}/v2/email/outbound-emails`),
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(renderEmail(sending, config)),
  };
}
