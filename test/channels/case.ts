import type { Destination } from '../../lib/channels/destination.ts';
import type { ChannelAnswer } from '../../lib/notification/delivery.ts';

type Class = ChannelAnswer['kind'];

/** What the contract suite must know of a kind. */
export interface ChannelCase {
  kind: Destination['kind'];
  destination: Destination;
  /** The secrets of that destination when it posts to `url`. */
  secrets: (url: string) => Record<string, string>;
  /** Where the vendor is when its address is not configured. */
  vendorOrigin?: string;
  /**
   * Path and query that a message posted at `now` to an address with that path arrives at, when they are
   * others.
   */
  arrivesAt?: (path: string, now: number) => string;
  /** The type of what is posted, where it is not JSON. */
  contentType?: string;
  /** An answer with which the vendor takes a message. */
  taken: { status: number; body: string };
  /** Every status from 100 to 599 with an empty body, as ranges, and its class without Retry-After. */
  statuses: [first: number, last: number, kind: Class][];
}

export const afterSuccess: ChannelCase['statuses'] = [
  [300, 399, 'refused'],
  [400, 407, 'refused'],
  [408, 408, 'try_again'],
  [409, 409, 'refused'],
  [410, 410, 'gone'],
  [411, 424, 'refused'],
  [425, 425, 'try_again'],
  [426, 428, 'refused'],
  [429, 429, 'throttled'],
  [430, 499, 'refused'],
  [500, 599, 'try_again'],
];
/** Of a vendor that says in the body whether it took the message. */
export const bodyDecides: ChannelCase['statuses'] = [
  [100, 199, 'try_again'],
  [200, 299, 'refused'],
  ...afterSuccess,
];
/** Of a vendor whose success needs no body. */
export const statusDecides: ChannelCase['statuses'] = [
  [100, 199, 'try_again'],
  [200, 299, 'delivered'],
  ...afterSuccess,
];
