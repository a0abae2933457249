import type { ChannelAnswer } from '../../../notification/delivery.ts';
import { readStatus } from '../../answer/http-status.ts';
import { withReference } from '../../answer/one-message.ts';
import type { Answer } from '../../channel.ts';

/** PagerDuty answers 202 to what it took, and 400 to what it never will (developer.pagerduty.com/docs/events-api-v2-overview, "Response Codes"). */
export function classifyPagerduty(answer: Answer, now: number): ChannelAnswer {
  const byStatus = withReference(readStatus(answer, { who: 'PagerDuty', now }));
  if (answer.status !== 400) return byStatus;
  return {
    kind: 'refused',
    why: 'PagerDuty answered 400: the integration key is wrong, or it does not take this event',
  };
}
