import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { describe, expect, it } from 'vitest';
import { email } from '../../../../lib/channels/kinds/email/channel.ts';
import { EmailConfig } from '../../../../lib/channels/kinds/email/config.ts';
import { messageHtml } from '../../../../lib/channels/kinds/email/html.ts';
import { renderEmail } from '../../../../lib/channels/kinds/email/render.ts';
import { messageOf } from '../../../../lib/message/message-of.ts';
import { Secret } from '../../../../lib/watch/ports/secret.ts';
import { aFailureNotification, notified } from '../../../support/notifications.ts';
import { bySdk } from '../../aws-sdk.ts';

const config = EmailConfig.parse({
  ...{ id: 'mail', kind: 'email', region: 'eu-central-1', from: 'jobwatch@example.com' },
  to: ['dr-team@example.com', 'ops@example.com'],
});

describe('an e-mail', () => {
  it('says the same in text and in HTML, and that nobody is to answer it', () => {
    const { Simple } = renderEmail(notified(aFailureNotification()), config).Content;
    expect(Simple.Subject.Data).toBe('❌ Create protection group failed: SDRS.0405');
    for (const { Data } of [Simple.Body.Text, Simple.Body.Html]) {
      for (const answered of [
        'The job ran for 4 min 10 s.',
        'A sub-job failed.',
        'SDRS.1602',
        'Create replication pair',
      ]) {
        expect(Data).toContain(answered);
      }
    }
    expect(Simple.Headers).toContainEqual({ Name: 'Auto-Submitted', Value: 'auto-generated' });
  });

  it('refers to its watch, so that mail readers put those of one watch together', () => {
    const references = (notification = aFailureNotification()) =>
      renderEmail(notified(notification), config).Content.Simple.Headers.find(
        ({ Name }) => Name === 'References',
      )?.Value;
    expect(references()).toBe(`<${aFailureNotification().watch.id}@sdrs-job-watcher.invalid>`);
    expect(references(aFailureNotification({ watch: { id: 'a\r\nBcc: x@example.com' } }))).toMatch(
      /^<[\w.-]+@[\w.-]+>$/,
    );
  });

  it('is the same request as that of the official SDK', async () => {
    const post = email.request(config, {
      ...notified(aFailureNotification()),
      secret: () => new Secret(''),
      now: 0,
    });
    if (post.kind !== 'post') throw new TypeError('Expected a request.');
    const { sent } = await bySdk({ status: 500, body: '{}' }, (options) =>
      new SESv2Client(options).send(
        new SendEmailCommand(renderEmail(notified(aFailureNotification()), config)),
      ),
    );
    expect(JSON.parse(post.body)).toEqual(JSON.parse(sent.body));
    expect(new URL(post.url.reveal()).pathname).toBe(sent.path);
    expect(sent.headers['authorization']).toContain('/eu-central-1/ses/aws4_request');
  });

  it('has no character of a reason as HTML', () => {
    const notification = aFailureNotification({
      job: { ...aFailureNotification().job, fail_reason: '<img src=x onerror=alert(1)>"\'&' },
    });
    expect(messageHtml(messageOf(notification))).toContain(
      '&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;',
    );
  });
});
