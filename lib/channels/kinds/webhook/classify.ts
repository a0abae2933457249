import type { ChannelAnswer } from '../../../notification/delivery.ts';
import { readStatus } from '../../answer/http-status.ts';
import type { Answer } from '../../channel.ts';

/** A webhook answers with its status alone, as Standard Webhooks and CloudEvents' HTTP webhooks have it. */
export const classifyWebhook = (answer: Answer, now: number): ChannelAnswer =>
  readStatus(answer, { who: 'The webhook', now });
