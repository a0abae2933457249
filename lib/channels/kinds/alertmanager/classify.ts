import type { ChannelAnswer } from '../../../notification/delivery.ts';
import { readStatus } from '../../answer/http-status.ts';
import { withReference } from '../../answer/one-message.ts';
import type { Answer } from '../../channel.ts';

/** Alertmanager answers with its status: 200 for taken, 400 for an alert that is wrong. */
export function classifyAlertmanager(answer: Answer, now: number): ChannelAnswer {
  const byStatus = withReference(readStatus(answer, { who: 'Alertmanager', now }));
  if (answer.status !== 404) return byStatus;
  return {
    ...byStatus,
    kind: 'refused',
    why: 'Alertmanager answered 404: give its address without /api/v2/alerts',
  };
}
