import { Destination } from '../../lib/channels/destination.ts';
import { bodyDecides, type ChannelCase } from './case.ts';

const topic = 'arn:aws:sns:eu-central-1:123456789012:dr-team';
const published =
  '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>' +
  '<MessageId>567910cd-659e-55d4-8ccb-5aaf14679dc0</MessageId></PublishResult></PublishResponse>';

/** Nothing of these kinds is a secret but the credentials that sign, which are not theirs. */
const common = { secrets: () => ({}), statuses: bodyDecides };

export const awsCases: ChannelCase[] = [
  {
    ...common,
    kind: 'amazon-q',
    destination: Destination.parse({ id: 'q', kind: 'amazon-q', topic, mode: 'thread' }),
    vendorOrigin: 'https://sns.eu-central-1.amazonaws.com',
    arrivesAt: () => '/',
    contentType: 'application/x-www-form-urlencoded; charset=utf-8',
    taken: { status: 200, body: published },
  },
  {
    ...common,
    kind: 'email',
    destination: Destination.parse({
      id: 'mail',
      kind: 'email',
      region: 'eu-central-1',
      from: 'jobwatch@example.com',
      to: ['dr-team@example.com'],
    }),
    vendorOrigin: 'https://email.eu-central-1.amazonaws.com',
    arrivesAt: () => '/v2/email/outbound-emails',
    taken: { status: 200, body: '{"MessageId":"0107018e"}' },
  },
  {
    ...common,
    kind: 'eventbridge',
    destination: Destination.parse({ id: 'bus', kind: 'eventbridge', region: 'eu-central-1' }),
    vendorOrigin: 'https://events.eu-central-1.amazonaws.com',
    arrivesAt: () => '/',
    contentType: 'application/x-amz-json-1.1',
    taken: { status: 200, body: '{"FailedEntryCount":0,"Entries":[{"EventId":"11710aed"}]}' },
  },
  {
    ...common,
    kind: 'sns',
    destination: Destination.parse({ id: 'topic', kind: 'sns', topic }),
    vendorOrigin: 'https://sns.eu-central-1.amazonaws.com',
    arrivesAt: () => '/',
    contentType: 'application/x-www-form-urlencoded; charset=utf-8',
    taken: { status: 200, body: published },
  },
];
