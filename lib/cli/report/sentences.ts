import { labelOf } from '../../job/labels.ts';
import { untrustedLine } from '../../job/plain-text.ts';
import type { LocalEvent } from '../../local/events.ts';
import { humaneDuration } from '../../message/humane-time.ts';
import { renderForPeople } from '../../message/plain-text.ts';
import type { Delivery, DeliveryResult } from '../../notification/delivery.ts';
import type { PollOutput } from '../../workflow/contracts.ts';

/** Returns what one poll found, on one line; undefined for the last poll, which has a notification. */
export function pollSentence({ decision, progress }: PollOutput): string | undefined {
  if (decision.kind === 'end') return undefined;
  const { last_status, job_type, sub_jobs, trouble } = progress;
  const again = `polling again in ${humaneDuration(decision.seconds)}`;
  if (trouble !== undefined) return `cannot see the job: ${trouble.message} – ${again}`;
  const what = [
    last_status,
    job_type === undefined ? undefined : labelOf(job_type),
    sub_jobs && `${sub_jobs.ended} of ${sub_jobs.of} sub-jobs ended`,
  ].filter(Boolean);
  return `${untrustedLine(what.join(' · '))} – ${again}`;
}

/** Returns the result of one attempt to deliver, on one line. */
export function deliverySentence({ destination, attempts }: Delivery, result: DeliveryResult): string {
  switch (result.kind) {
    case 'delivered':
      if (result.before) return `${destination}: delivered before`;
      return `${destination}: delivered${attempts > 1 ? ` at attempt ${attempts}` : ''}`;
    case 'wait':
      return `${destination}: not yet (${result.why}) – retrying in ${humaneDuration(result.seconds)}`;
    case 'gone':
      return `${destination}: gone (${result.why})`;
    case 'refused':
      return `${destination}: not delivered (${result.why})`;
  }
}

/** Returns an event as text for people; undefined if they need not read it. */
export function eventText(event: LocalEvent): string | undefined {
  switch (event.event) {
    case 'poll': {
      const sentence = pollSentence(event.polled);
      return sentence && `${event.jobId}  ${sentence}`;
    }
    case 'notification':
      return `\n${renderForPeople(event.notification)}\n`;
    case 'delivery':
      return `${event.notification.job.job_id}  ${deliverySentence(event.delivery, event.result)}`;
    case 'suppressed':
      return `${event.notification.job.job_id}  ${event.destination}: suppressed (once_per: an equal notification was sent, or is being sent)`;
    case 'dead_letter':
      return deadLetterText(event);
    case 'end':
      return event.notification === undefined
        ? `${event.jobId}  ${event.outcome}: ${event.reason ?? ''}`
        : undefined;
  }
}

function deadLetterText({
  deadLetter: { notification, attempt },
  where,
}: Extract<LocalEvent, { event: 'dead_letter' }>) {
  return `${notification.job.job_id}  ${attempt?.delivery.destination ?? 'no destination'}: ${where}`;
}
