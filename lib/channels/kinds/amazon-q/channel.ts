import type { Channel } from '../../channel.ts';
import { sns } from '../sns/channel.ts';
import { publishPost } from '../sns/publish.ts';
import { attributesOf } from '../sns/render.ts';
import type { AmazonQConfig } from './config.ts';
import { renderAmazonQ } from './render.ts';

/** Slack and Teams through Amazon Q Developer. No secret of a chat is needed. */
export const amazonQ: Channel<AmazonQConfig> = {
  schedule: 'incident',
  readers: 'people',
  request: (config, sending) => {
    const message = JSON.stringify(renderAmazonQ(sending, config));
    const attributes = attributesOf(sending.notification);
    return publishPost(config.topic, { message, attributes }, sending.notification);
  },
  // The answer is that of SNS. Whether Amazon Q posts the message is not known.
  readAnswer: sns.readAnswer,
};
