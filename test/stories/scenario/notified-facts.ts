import type { Notification } from '../../../lib/notification/notification.ts';
import type { PlannedStepFault } from '../story.ts';
import type { Arrived } from './pretend-vendor.ts';
import type { Observation, Planned } from './run-scenario.ts';
import { type DestinationId, destinationIds, type Scenario } from './scenario.ts';

export const inShort = ({ type, watch }: Notification): string => `${type} of ${watch.id.slice(0, 12)}`;

/** Every kind writes the notification's id, or its begin, into its message. */
export const isAbout = ({ body }: Arrived, { id }: Notification): boolean => body.includes(id.slice(4, 12));

export const deliveredOf = ({ events }: Observation) =>
  events.flatMap((event) => (event.event === 'delivery' && event.result.kind === 'delivered' ? [event] : []));

interface Whole {
  observed: Observation;
  scenario: Scenario;
}

export function isAccountedFor(
  notification: Notification,
  destination: DestinationId,
  { observed, scenario }: Whole,
): boolean {
  const isDelivered = deliveredOf(observed).some(
    (event) => event.notification.id === notification.id && event.delivery.destination === destination,
  );
  const isKept = observed.deadLetters.some(
    (deadLetter) =>
      deadLetter.notification.id === notification.id &&
      (deadLetter.attempt === undefined || deadLetter.attempt.delivery.destination === destination),
  );
  if (isDelivered || isKept) return true;
  return observed.planned
    .filter((planned) => planned.notification.id === notification.id)
    .some((planned) => isSuppressedRightly(planned, destination, { observed, scenario }));
}

function isSuppressedRightly(
  { notification, plan, atMs }: Planned,
  destination: DestinationId,
  { observed, scenario }: Whole,
): boolean {
  const why = plan.suppressed.find((suppressed) => suppressed.destination === destination)?.why;
  if (why === 'notified_before') return wasNotifiedBefore({ notification, atMs }, { observed, scenario });
  return why === 'in_digest' && isCarried(notification, destination, observed);
}

function wasNotifiedBefore(
  { notification, atMs }: Pick<Planned, 'notification' | 'atMs'>,
  { observed, scenario }: Whole,
): boolean {
  const { oncePer } = scenario.route;
  if (oncePer === undefined) return false;
  return observed.planned.some(
    (other) =>
      other.notification.id !== notification.id &&
      sameIn(oncePer.same, other.notification, notification) &&
      !other.plan.suppressed.some(({ why }) => why === 'notified_before') &&
      other.atMs <= atMs &&
      other.atMs > atMs - oncePer.withinSeconds * 1_000,
  );
}

/** A digest that was given up leads to its notifications by its dead letter. */
const isCarried = (
  notification: Notification,
  destination: DestinationId,
  { arrived, deadLetters }: Observation,
): boolean =>
  arrived[destination].some((one) => one.taken !== 'no' && isInDigest(notification, one)) ||
  deadLetters.some(
    ({ attempt }) => attempt?.delivery.digest !== undefined && attempt.delivery.destination === destination,
  );

/** A digest names the job of each of its notifications, and has the id of the one that sent it. */
const isInDigest = ({ job, time }: Notification, { body, atMs }: Arrived): boolean =>
  body.includes(job.job_id) && atMs >= Date.parse(time) && body.includes('Quiet hours');

export function hasArrived(
  notification: Notification,
  destination: string,
  { observed, scenario }: Whole,
): boolean {
  const id = destinationIds.find((one) => one === destination);
  if (id === undefined) return false;
  const there = observed.arrived[id].filter(({ taken }) => taken !== 'no');
  const isNewerThere = (other: Notification) =>
    other.watch.id === notification.watch.id &&
    other.time > notification.time &&
    there.some((arrived) => isAbout(arrived, other));
  return (
    there.some((arrived) => isAbout(arrived, notification) || isInDigest(notification, arrived)) ||
    // Old news is not written over newer.
    (scenario.mode === 'update' && id === 'team' && observed.notifications.some(isNewerThere))
  );
}

export const sameIn = (
  points: readonly ('error_code' | 'type' | 'job')[],
  one: Notification,
  other: Notification,
): boolean => points.every((point) => pointOf(point, one) === pointOf(point, other));

function pointOf(point: 'error_code' | 'type' | 'job', { job, type }: Notification): string | undefined {
  if (point === 'type') return type;
  return point === 'job' ? job.job_id : job.error_code;
}

/** Without its store nobody remembers what a function delivered that died before it could say so. */
export const mayComeTwice = ({ store, steps }: Scenario): boolean => store === 'down' && steps.some(forgets);

const forgets = ({ step, fault }: PlannedStepFault): boolean =>
  step === 'deliverNotification' && (fault === 'dies-after' || fault === 'garbage');

/** The digests of the team, each with the notifications that were put into it. */
export function digestsOf({ planned }: Observation): { digest: string; notifications: Notification[] }[] {
  const held = planned.flatMap(({ notification, plan }) =>
    plan.deliveries.flatMap(({ destination, digest }) =>
      destination === 'team' && digest !== undefined ? [{ digest, notification }] : [],
    ),
  );
  return [...Map.groupBy(held, ({ digest }) => digest)].map(([digest, all]) => ({
    digest,
    notifications: all.map(({ notification }) => notification),
  }));
}

/**
 * What the team got about each watch, but for digests, which are messages of their own even when they hold
 * one notification.
 */
export const messagesOfWatches = (observed: Observation): Arrived[][] =>
  [...new Set(observed.notifications.map(({ watch }) => watch.id))].map((id) => {
    const about = observed.notifications.filter(
      (notification) => notification.watch.id === id && !sendsDigest(notification, observed),
    );
    return observed.arrived.team.filter((arrived) =>
      about.some((notification) => isAbout(arrived, notification)),
    );
  });

const sendsDigest = ({ id }: Notification, { planned }: Observation): boolean =>
  planned.some(
    ({ notification, plan }) =>
      notification.id === id &&
      plan.deliveries.some(({ destination, digest }) => destination === 'team' && digest !== undefined),
  );

/**
 * Two notifications of a watch that are on their way at the same moment do not know of each other's message.
 */
export const overlaps = ({ arrived }: Observation, { atMs }: Arrived): boolean =>
  arrived.team.filter((other) => other.atMs === atMs).length > 1;

export const timeOf = ({ notifications }: Observation, arrived: Arrived): number =>
  Math.max(
    ...notifications
      .filter((notification) => isAbout(arrived, notification))
      .map(({ time }) => Date.parse(time)),
  );
