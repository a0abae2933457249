import type { Severity } from '../notification/notification.ts';
import type { Fact } from './facts.ts';
import type { LinkSpan } from './span.ts';

/**
 * A notification as people read it, without any vendor's markup. Title and footer alone say outcome, error code and job id:
 * a kind that is short of room cuts `detail` first, then long values, and never those two.
 */
export interface Message {
  /** What stands before the title: readable without colours. */
  icon: string;
  /** The outcome in words, with what it is about: at most 160 characters. */
  title: string;
  severity: Severity;
  /** One or two sentences that say plainly what happened, and whether it happened to the job or to the watching. */
  summary: string;
  /** The reason that we were given; the only part that can be long, and the only one with line breaks. */
  detail?: { label: string; text: string };
  /** The most important first. */
  facts: Fact[];
  links: LinkSpan[];
  /** What stands before the links, where something must. */
  linksLabel: string;
  footer: string;
  /** What the message is made of: the id and the time of its notification, and the id of the watch. */
  notification: { id: string; time: string; watch: string };
}
