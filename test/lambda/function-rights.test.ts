import { describe, expect, it } from 'vitest';
import { Destination } from '../../lib/channels/destination.ts';
import { destinationRights } from '../../lib/lambda/deploy/function-rights.ts';

const topic = 'arn:aws:sns:eu-central-1:123456789012:dr-team';
const here = (service: string) => `arn:\${AWS::Partition}:${service}:eu-central-1:\${AWS::AccountId}`;
const rightsFor = (...destinations: object[]) =>
  destinationRights(destinations.map((destination) => Destination.parse(destination))).slice(1);

describe('the rights of deliver-notification', () => {
  it('are only those to the key-value table if no destination needs AWS', () => {
    expect(rightsFor({ id: 'ops', kind: 'slack', url: 'env:URL' })).toEqual([]);
  });

  it('contain each topic once', () => {
    expect(
      rightsFor(
        { id: 'a', kind: 'sns', topic },
        { id: 'b', kind: 'amazon-q', topic },
        { id: 'c', kind: 'sns', topic: `${topic}-2` },
      ),
    ).toEqual([
      {
        Effect: 'Allow',
        Action: ['sns:Publish'],
        Resource: [{ 'Fn::Sub': topic }, { 'Fn::Sub': `${topic}-2` }],
      },
    ]);
  });

  it.each([
    [undefined, `${here('events')}:event-bus/default`],
    ['ops', `${here('events')}:event-bus/ops`],
    [
      'arn:aws:events:eu-west-1:123456789012:event-bus/ops',
      'arn:aws:events:eu-west-1:123456789012:event-bus/ops',
    ],
  ])('contain the event bus %s', (bus, arn) => {
    expect(rightsFor({ id: 'b', kind: 'eventbridge', region: 'eu-central-1', ...(bus && { bus }) })).toEqual([
      { Effect: 'Allow', Action: ['events:PutEvents'], Resource: [{ 'Fn::Sub': arn }] },
    ]);
  });

  it('contain the sender identity and the configuration set', () => {
    const mail = {
      id: 'm',
      kind: 'email',
      region: 'eu-central-1',
      from: 'a@example.com',
      to: ['b@example.com'],
    };
    expect(rightsFor({ ...mail, configuration_set: 'alerts' })).toEqual([
      {
        Effect: 'Allow',
        Action: ['ses:SendEmail'],
        Resource: ['identity/a@example.com', 'identity/example.com', 'configuration-set/alerts'].map(
          (name) => ({
            'Fn::Sub': `${here('ses')}:${name}`,
          }),
        ),
      },
    ]);
  });
});
