import type { Severity } from '../notification/notification.ts';
import type { LinkSpan, Span } from './span.ts';

/** A label of ours and a value, which may contain text from outside. At least one span has a text. */
export interface Fact {
  label: string;
  value: Span[];
}

/**
 * A notification as people read it, without any vendor's markup. Title and footer together contain outcome, error code
 * and job id. A kind with little space cuts `detail` first, then long values, and never title or footer.
 */
export interface Message {
  /** The icon before the title. It does not depend on colours. */
  icon: string;
  /** The job and its outcome: at most 160 characters. */
  title: string;
  severity: Severity;
  /** One or two sentences that say what happened, and whether it happened to the job or to the watch. */
  summary: string;
  /** The reason that we were given. Only this part can be long and contain line breaks. */
  detail?: { label: string; text: string };
  /** The most important first. */
  facts: Fact[];
  links: LinkSpan[];
  /** The label of the links, for kinds that need one. */
  linksLabel: string;
  footer: string;
  /** The id and time of the notification, and the id of its watch. */
  notification: { id: string; time: string; watch: string };
}
