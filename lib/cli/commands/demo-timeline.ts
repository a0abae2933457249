import type { DeskEvent, Listen } from '../../desk/events.ts';
import { renderForPeople } from '../../message/plain-text.ts';
import type { Notice } from '../../notice/notice.ts';
import type { Received } from '../../simulator/receiver.ts';
import { deliverySentence, lookSentence } from '../report/sentences.ts';
import { galleryOf } from './demo-gallery.ts';

export interface DemoTimeline {
  begin: (url: string, speed: number) => void;
  on: Listen;
  end: () => void;
}

/** Prints the demo: each change that a look finds at its simulated time, and each notice as a chat would show it. */
export function makeDemoTimeline(deps: {
  out: (text: string) => void;
  now: () => number;
  /** What to call a job, by its id. */
  names: ReadonlyMap<string, string>;
  /** What the receiver got, with its verdict on each signature. */
  received: readonly Received[];
}): DemoTimeline {
  const { out, now, names, received } = deps;
  const started = now();
  const lastSeen = new Map<string, string>();
  let looks = 0;
  let failure: Notice | undefined;
  const line = (jobId: string, text: string) =>
    out(`${elapsed(now() - started)}  ${(names.get(jobId) ?? jobId).padEnd(12)}  ${text}\n`);

  const looked = ({ jobId, looked: { progress, decision } }: Extract<DeskEvent, { event: 'look' }>) => {
    looks += 1;
    const { last_status, sub_jobs, trouble } = progress;
    const seen = JSON.stringify([last_status, sub_jobs, trouble?.kind]);
    const sentence = lookSentence({ progress, decision });
    if (sentence !== undefined && lastSeen.get(jobId) !== seen) line(jobId, sentence);
    lastSeen.set(jobId, seen);
  };
  const told = (notice: Notice) => {
    if (notice.outcome === 'failed') failure = notice;
    line(notice.job.job_id, `notice ${notice.type}`);
    out(`\n${renderForPeople(notice).replace(/^/gm, '    │ ')}\n\n`);
  };
  return {
    begin: (url, speed) =>
      out(`A simulated cloud answers at ${url}; its clock runs ${speed} times as fast as yours.
Watching ${names.size} jobs on the same machines and handlers that run in AWS.\n\n`),
    on: (event) => {
      switch (event.event) {
        case 'look':
          return looked(event);
        case 'notice':
          return told(event.notice);
        case 'delivery':
          return line(
            event.notice.job.job_id,
            `${deliverySentence(event.delivery, event.result)}${signature(received, event.notice, event.delivery.destination)}`,
          );
        case 'withheld':
        case 'dead_letter':
        case 'end':
          return;
      }
    },
    end: () => {
      if (failure !== undefined) out(galleryOf(failure, now()));
      out(`\n${elapsed(now() - started)} simulated: ${looks} looks, ${summaryOf(received)}\n`);
    },
  };
}

/** What the receiver found of the signature, where the destination signs. */
function signature(received: readonly Received[], { id }: Notice, destination: string): string {
  const message = received.findLast(({ headers }) => headers['webhook-id'] === id);
  if (destination !== 'audit' || message === undefined) return '';
  return message.verified ? ', its signature verified on receipt' : ', its signature NOT verified';
}

function summaryOf(received: readonly Received[]): string {
  const webhooks = received.filter(({ channel }) => channel === 'webhook');
  const verified = webhooks.filter((message) => message.verified).length;
  return `${received.length} messages delivered, ${verified} of ${webhooks.length} webhook signatures verified.`;
}

const elapsed = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(11, 19);
