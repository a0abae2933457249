import type { ChannelAnswer } from '../../notification/delivery.ts';
import type { Answer } from '../channel.ts';
import { readStatus } from '../http-status.ts';

/** A webhook answers with its status alone, as Standard Webhooks and CloudEvents' HTTP webhooks have it. */
export const classifyWebhook = (answer: Answer, now: number): ChannelAnswer =>
  readStatus(answer, { who: 'The webhook', now });
