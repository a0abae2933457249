import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import { eventbridge } from '../../../../lib/channels/kinds/eventbridge/channel.ts';
import { EventbridgeConfig } from '../../../../lib/channels/kinds/eventbridge/config.ts';
import { renderEventbridge } from '../../../../lib/channels/kinds/eventbridge/render.ts';
import { Secret } from '../../../../lib/watch/ports/secret.ts';
import { aFailureNotification, aNotification, notified } from '../../../support/notifications.ts';
import { bySdk } from '../../aws-sdk.ts';

const config = EventbridgeConfig.parse({
  id: 'bus',
  kind: 'eventbridge',
  region: 'eu-central-1',
  bus: 'ops',
});

describe('an event', () => {
  it('has the type of the notification, and the notification as its detail', () => {
    const [entry] = renderEventbridge(aFailureNotification(), config).Entries;
    expect(entry).toMatchObject({
      Source: 'sdrs-job-watcher',
      DetailType: 'sdrs.job.failed',
      EventBusName: 'ops',
    });
    expect(JSON.parse(entry.Detail)).toEqual(aFailureNotification());
  });

  it('has a time also when its notification has none', () => {
    expect(renderEventbridge(aNotification({ time: 'yesterday' }), config).Entries[0].Time).toBe(0);
  });

  it('is the same request as that of the official SDK', async () => {
    const post = eventbridge.request(config, {
      ...notified(aFailureNotification()),
      secret: () => new Secret(''),
      now: 0,
    });
    if (post.kind !== 'post') throw new TypeError('Expected a request.');
    const [entry] = renderEventbridge(aFailureNotification(), config).Entries;
    const { sent } = await bySdk({ status: 500, body: '{}' }, (options) =>
      new EventBridgeClient(options).send(
        new PutEventsCommand({ Entries: [{ ...entry, Time: new Date(entry.Time * 1_000) }] }),
      ),
    );
    expect(JSON.parse(post.body)).toEqual(JSON.parse(sent.body));
    expect(post.headers).toMatchObject({
      'content-type': sent.headers['content-type'],
      'x-amz-target': sent.headers['x-amz-target'],
    });
    expect(sent.headers['authorization']).toContain('/eu-central-1/events/aws4_request');
  });
});
