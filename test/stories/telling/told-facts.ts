import type { Notice } from '../../../lib/notice/notice.ts';
import type { PlannedStepFault } from '../story.ts';
import type { Arrived } from './pretend-vendor.ts';
import type { Planned, Told } from './run-telling.ts';
import { type DestinationId, destinationIds, type Telling } from './telling.ts';

export const inShort = ({ type, watch }: Notice): string => `${type} of ${watch.id.slice(0, 12)}`;

/** Every kind writes the notice's id, or its begin, into its message. */
export const isAbout = ({ body }: Arrived, { id }: Notice): boolean => body.includes(id.slice(4, 12));

export const deliveredOf = ({ events }: Told) =>
  events.flatMap((event) => (event.event === 'delivery' && event.result.kind === 'delivered' ? [event] : []));

interface Whole {
  told: Told;
  telling: Telling;
}

export function isAccountedFor(
  notice: Notice,
  destination: DestinationId,
  { told, telling }: Whole,
): boolean {
  const isDelivered = deliveredOf(told).some(
    (event) => event.notice.id === notice.id && event.delivery.destination === destination,
  );
  const isKept = told.letters.some(
    (letter) =>
      letter.notice.id === notice.id &&
      (letter.attempt === undefined || letter.attempt.delivery.destination === destination),
  );
  if (isDelivered || isKept) return true;
  return told.planned
    .filter((planned) => planned.notice.id === notice.id)
    .some((planned) => isWithheldRightly(planned, destination, { told, telling }));
}

function isWithheldRightly(
  { notice, plan, atMs }: Planned,
  destination: DestinationId,
  { told, telling }: Whole,
): boolean {
  const why = plan.withheld.find((withheld) => withheld.destination === destination)?.why;
  if (why === 'told_before') return wasToldBefore({ notice, atMs }, { told, telling });
  return why === 'in_digest' && isCarried(notice, destination, told);
}

function wasToldBefore(
  { notice, atMs }: Pick<Planned, 'notice' | 'atMs'>,
  { told, telling }: Whole,
): boolean {
  const { oncePer } = telling.route;
  if (oncePer === undefined) return false;
  return told.planned.some(
    (other) =>
      other.notice.id !== notice.id &&
      sameIn(oncePer.same, other.notice, notice) &&
      !other.plan.withheld.some(({ why }) => why === 'told_before') &&
      other.atMs <= atMs &&
      other.atMs > atMs - oncePer.withinSeconds * 1_000,
  );
}

/** A digest that was given up leads to its notices by its dead letter. */
const isCarried = (notice: Notice, destination: DestinationId, { arrived, letters }: Told): boolean =>
  arrived[destination].some((one) => one.taken !== 'no' && isInDigest(notice, one)) ||
  letters.some(
    ({ attempt }) => attempt?.delivery.digest !== undefined && attempt.delivery.destination === destination,
  );

/** A digest names the job of each of its notices, and bears the id of the one that brought it. */
const isInDigest = ({ job, time }: Notice, { body, atMs }: Arrived): boolean =>
  body.includes(job.job_id) && atMs >= Date.parse(time) && body.includes('Quiet hours');

export function hasArrived(notice: Notice, destination: string, { told, telling }: Whole): boolean {
  const id = destinationIds.find((one) => one === destination);
  if (id === undefined) return false;
  const there = told.arrived[id].filter(({ taken }) => taken !== 'no');
  const isNewerThere = (other: Notice) =>
    other.watch.id === notice.watch.id &&
    other.time > notice.time &&
    there.some((arrived) => isAbout(arrived, other));
  return (
    there.some((arrived) => isAbout(arrived, notice) || isInDigest(notice, arrived)) ||
    // Old news is not written over newer.
    (telling.mode === 'update' && id === 'team' && told.notices.some(isNewerThere))
  );
}

export const sameIn = (
  points: readonly ('error_code' | 'type' | 'job')[],
  one: Notice,
  other: Notice,
): boolean => points.every((point) => pointOf(point, one) === pointOf(point, other));

function pointOf(point: 'error_code' | 'type' | 'job', { job, type }: Notice): string | undefined {
  if (point === 'type') return type;
  return point === 'job' ? job.job_id : job.error_code;
}

/** Without its store nobody remembers what a function delivered that died before it could say so. */
export const mayComeTwice = ({ records, steps }: Telling): boolean =>
  records === 'down' && steps.some(forgets);

const forgets = ({ step, fault }: PlannedStepFault): boolean =>
  step === 'deliverNotice' && (fault === 'dies-after' || fault === 'garbage');

/** The digests of the team, each with the notices that were put into it. */
export function digestsOf({ planned }: Told): { digest: string; notices: Notice[] }[] {
  const held = planned.flatMap(({ notice, plan }) =>
    plan.deliveries.flatMap(({ destination, digest }) =>
      destination === 'team' && digest !== undefined ? [{ digest, notice }] : [],
    ),
  );
  return [...Map.groupBy(held, ({ digest }) => digest)].map(([digest, all]) => ({
    digest,
    notices: all.map(({ notice }) => notice),
  }));
}

/** What the team got about each watch, but for digests, which are messages of their own even when they hold one notice. */
export const messagesOfWatches = (told: Told): Arrived[][] =>
  [...new Set(told.notices.map(({ watch }) => watch.id))].map((id) => {
    const about = told.notices.filter((notice) => notice.watch.id === id && !bringsDigest(notice, told));
    return told.arrived.team.filter((arrived) => about.some((notice) => isAbout(arrived, notice)));
  });

const bringsDigest = ({ id }: Notice, { planned }: Told): boolean =>
  planned.some(
    ({ notice, plan }) =>
      notice.id === id &&
      plan.deliveries.some(({ destination, digest }) => destination === 'team' && digest !== undefined),
  );

/** Two notices of a watch that are on their way at the same moment do not know of each other's message. */
export const overlaps = ({ arrived }: Told, { atMs }: Arrived): boolean =>
  arrived.team.filter((other) => other.atMs === atMs).length > 1;

export const timeOf = ({ notices }: Told, arrived: Arrived): number =>
  Math.max(...notices.filter((notice) => isAbout(arrived, notice)).map(({ time }) => Date.parse(time)));
