import type { ChannelAnswer } from '../../../notification/delivery.ts';
import type { Answer } from '../../channel.ts';
import { classifySns } from '../sns/classify.ts';

/** SNS takes the notification; what Amazon Q makes of it is not answered. */
export const classifyAmazonQ = (answer: Answer, now: number): ChannelAnswer => classifySns(answer, now);
