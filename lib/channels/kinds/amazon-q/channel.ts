import type { Channel } from '../../channel.ts';
import { publishPost } from '../sns/publish.ts';
import { attributesOf } from '../sns/render.ts';
import { classifyAmazonQ } from './classify.ts';
import { AmazonQConfig } from './config.ts';
import { renderAmazonQ } from './render.ts';

/** Slack and Teams through Amazon Q Developer: no secret of a chat is in our hands. */
export const amazonQ: Channel<AmazonQConfig> = {
  kind: 'amazon-q',
  config: AmazonQConfig,
  schedule: 'incident',
  readers: 'people',
  secretsOf: () => [],
  request: (config, sending) => {
    const message = JSON.stringify(renderAmazonQ(sending, config));
    return publishPost(
      config.topic,
      { message, attributes: attributesOf(sending.notification) },
      sending.notification,
    );
  },
  classify: classifyAmazonQ,
};
