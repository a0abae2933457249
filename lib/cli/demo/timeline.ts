import type { Listen, LocalEvent } from '../../local/events.ts';
import { renderForPeople } from '../../message/plain-text.ts';
import type { Notification } from '../../notification/notification.ts';
import type { Received } from '../../simulator/receiver.ts';
import { deliverySentence, pollSentence } from '../report/sentences.ts';
import { galleryOf } from './gallery.ts';

export interface DemoTimeline {
  begin: (url: string, speed: number) => void;
  on: Listen;
  end: () => void;
}

/** Prints the demo: each change at its simulated time, and each notification as a chat shows it. */
export function makeDemoTimeline(deps: {
  out: (text: string) => void;
  now: () => number;
  /** Names of jobs by id. */
  names: ReadonlyMap<string, string>;
  /** Received messages, with the verification of each signature. */
  received: readonly Received[];
}): DemoTimeline {
  const { out, now, names, received } = deps;
  const started = now();
  const lastSeen = new Map<string, string>();
  let polls = 0;
  let failure: Notification | undefined;
  const line = (jobId: string, text: string) =>
    out(`${elapsed(now() - started)}  ${(names.get(jobId) ?? jobId).padEnd(12)}  ${text}\n`);

  const polled = ({ jobId, polled: { progress, decision } }: Extract<LocalEvent, { event: 'poll' }>) => {
    polls += 1;
    const { last_status, sub_jobs, trouble } = progress;
    const seen = JSON.stringify([last_status, sub_jobs, trouble?.kind]);
    const sentence = pollSentence({ progress, decision });
    if (sentence !== undefined && lastSeen.get(jobId) !== seen) line(jobId, sentence);
    lastSeen.set(jobId, seen);
  };
  const notified = (notification: Notification) => {
    if (notification.outcome === 'failed') failure = notification;
    line(notification.job.job_id, `notification ${notification.type}`);
    out(`\n${renderForPeople(notification).replace(/^/gm, '    │ ')}\n\n`);
  };
  return {
    begin: (url, speed) =>
      out(`A simulated cloud answers at ${url}; its clock runs ${speed} times as fast as yours.
Watching ${names.size} jobs on the same machines and handlers that run in AWS.\n\n`),
    on: (event) => {
      switch (event.event) {
        case 'poll':
          return polled(event);
        case 'notification':
          return notified(event.notification);
        case 'delivery':
          return line(
            event.notification.job.job_id,
            `${deliverySentence(event.delivery, event.result)}${signature(received, event.notification, event.delivery.destination)}`,
          );
        case 'suppressed':
        case 'dead_letter':
        case 'end':
          return;
      }
    },
    end: () => {
      if (failure !== undefined) out(galleryOf(failure, now()));
      out(`\n${elapsed(now() - started)} simulated: ${polls} polls, ${summaryOf(received)}\n`);
    },
  };
}

/** Returns the receiver's verification of the signature, for the destination that signs. */
function signature(received: readonly Received[], { id }: Notification, destination: string): string {
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
