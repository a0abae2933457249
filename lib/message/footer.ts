import type { Notice } from '../notice/notice.ts';
import type { Speech } from './speech.ts';
import { shortId } from './subject.ts';
import { untrustedLine } from './untrusted-text.ts';

/** Where a message comes from. The notice's id is there so that people recognise a message that came twice. */
export function footerOf({ id, job, watch }: Notice, { words, duration }: Speech): string {
  const { looks, detection_delay_seconds: delay } = watch;
  const seen = delay === undefined ? '' : `, ${words.footer.seenAfter(duration(delay))}`;
  const parts = [
    `${words.footer.job} ${shortId(job.job_id)}`,
    `${words.footer.watch} ${tail(watch.id)}`,
    looks === undefined ? '' : `${words.footer.looks(looks)}${seen}`,
    id.slice(0, 12),
  ];
  return parts.filter(Boolean).join(' · ');
}

/** The id of a watch is unique by its end. */
function tail(id: string): string {
  const text = untrustedLine(id);
  return text.length <= 16 ? text : `…${text.slice(-12).replace(/^\p{Surrogate}/u, '')}`;
}
