import { untrustedLine } from '../job/plain-text.ts';
import type { Notification } from '../notification/notification.ts';
import type { Locale } from './locale.ts';
import { shortId } from './subject.ts';

/** Where a message comes from. The notification's id is there so that people recognise a message that came twice. */
export function footerOf({ id, job, watch }: Notification, { strings, duration }: Locale): string {
  const { polls, detection_delay_seconds: delay } = watch;
  const seen = delay === undefined ? '' : `, ${strings.footer.seenAfter(duration(delay))}`;
  const parts = [
    `${strings.footer.job} ${shortId(job.job_id)}`,
    `${strings.footer.watch} ${tail(watch.id)}`,
    polls === undefined ? '' : `${strings.footer.polls(polls)}${seen}`,
    id.slice(0, 12),
  ];
  return parts.filter(Boolean).join(' · ');
}

/** The id of a watch is unique by its end. */
function tail(id: string): string {
  const text = untrustedLine(id);
  return text.length <= 16 ? text : `…${text.slice(-12).replace(/^\p{Surrogate}/u, '')}`;
}
