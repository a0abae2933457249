import { Secret } from '../../../watch/secret.ts';
import { awsEndpoint } from '../../answer/aws-answer.ts';
import type { Channel, Prepared, Sending } from '../../channel.ts';
import { classifyEventbridge } from './classify.ts';
import { EventbridgeConfig } from './config.ts';
import { renderEventbridge } from './render.ts';

/** A bus of Amazon EventBridge. */
export const eventbridge: Channel<EventbridgeConfig> = {
  kind: 'eventbridge',
  config: EventbridgeConfig,
  schedule: 'incident',
  readers: 'machines',
  secretsOf: () => [],
  request,
  classify: classifyEventbridge,
};

function request(config: EventbridgeConfig, { notification }: Sending): Prepared {
  const { region } = config;
  return {
    kind: 'post',
    aws: { service: 'events', region },
    url: new Secret(`${awsEndpoint('events', region)}/`),
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' },
    body: JSON.stringify(renderEventbridge(notification, config)),
  };
}
