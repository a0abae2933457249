import type { Channel } from '../../channel.ts';
import { classifySns } from './classify.ts';
import { SnsConfig } from './config.ts';
import { publishPost } from './publish.ts';
import { renderSns } from './render.ts';

/** A topic of Amazon SNS. */
export const sns: Channel<SnsConfig> = {
  kind: 'sns',
  config: SnsConfig,
  schedule: 'incident',
  readers: 'machines',
  secretsOf: () => [],
  request: (config, sending) => publishPost(config.topic, renderSns(sending, config), sending.notification),
  classify: classifySns,
};
