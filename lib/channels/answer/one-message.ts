import type { ChannelAnswer } from '../../notification/delivery.ts';

/** The answer of a vendor that knows by itself which message of a watch is meant: what is kept is the time of the news alone. */
export const withReference = <Answer extends ChannelAnswer>(
  answer: Answer,
): Answer | { kind: 'delivered'; reference: string } =>
  answer.kind === 'delivered' ? { kind: 'delivered', reference: 'known to the vendor' } : answer;
