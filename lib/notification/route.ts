import * as z from 'zod';
import { Duration, durationSeconds } from '../polling/duration.ts';
import {
  knownType,
  meaningOf,
  type Notification,
  NotificationType,
  Outcome,
  Severity,
} from './notification.ts';
import { QuietHours } from './quiet-hours.ts';

const some = <Item extends z.ZodType>(item: Item) => z.array(item).min(1);

/** The fields that `once_per` may compare. */
const sameness = ['account', 'project', 'job', 'job_type', 'error_code', 'outcome', 'type'] as const;

/**
 * A rule that sends notifications to destinations. All conditions given must hold. A list holds if one of its
 * entries does.
 */
export const Route = z.strictObject({
  when: z
    .strictObject({
      outcome: some(Outcome).optional(),
      /** Progress is sent only if its type is named here. Outcomes are sent also without this condition. */
      type: some(NotificationType.exclude(['sdrs.test'])).optional(),
      severity: some(Severity).optional(),
      /** Globs for the job type: `*` matches any characters, `?` matches one. */
      job_type: some(z.string().min(1).max(128)).optional(),
      account: some(z.string()).optional(),
      /** Labels that the watch request must have, with exactly these values. */
      labels: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
  to: some(z.string()),
  /** The destination that gets the notification if the delivery to one of `to` fails. */
  fallback: z.string().optional(),
  /** Suppresses the success of a job that was faster than this. */
  only_if_longer_than: Duration.optional(),
  /** Sends only the first of the notifications that are equal in these fields within this time. */
  once_per: z.strictObject({ same: some(z.enum(sameness)), within: Duration }).optional(),
  quiet: QuietHours.optional(),
});
export type Route = z.infer<typeof Route>;

/**
 * Returns the routes that take a notification, in order. Without routes every destination gets every outcome.
 */
export function routesOf(
  notification: Notification,
  routes: readonly Route[],
  destinations: readonly { id: string }[],
): Route[] {
  return orToEverybody(routes, destinations).filter((route) => matches(route, notification));
}

/** Returns the routes, or, if there are none, one route to every destination. */
export const orToEverybody = (
  routes: readonly Route[],
  destinations: readonly { id: string }[],
): readonly Route[] => (routes.length === 0 ? toEverybody(destinations) : routes);

const toEverybody = (destinations: readonly { id: string }[]): Route[] =>
  destinations.length === 0 ? [] : [{ to: destinations.map(({ id }) => id) }];

/** Returns the types of progress that some route asks for. */
export const wantedProgress = (routes: readonly Route[]): ReadonlySet<NotificationType> =>
  new Set(
    routes.flatMap(({ when }) => when?.type ?? []).filter((type) => isProgress({ ...meaningOf[type], type })),
  );

/** Returns whether a route takes some notifications of this type about this account. */
export function isAskedFor(
  { when = {} }: Route,
  { type, outcome, severity, account }: Meaning & { account: string },
): boolean {
  return (
    (when.type !== undefined || !isProgress({ type, outcome, severity })) &&
    oneOf<string>(when.outcome, outcome) &&
    oneOf<string>(when.type, type) &&
    oneOf(when.severity, severity) &&
    oneOf(when.account, account)
  );
}

const oneOf = <Value>(wanted: readonly Value[] | undefined, found: Value | undefined): boolean =>
  wanted === undefined || (found !== undefined && wanted.includes(found));

type Meaning = Pick<Notification, 'type' | 'severity'> & { outcome?: string | undefined };

/**
 * A type without an outcome that only a later release knows counts as progress, except for a bad severity:
 * nobody may miss that.
 */
function isProgress({ type, outcome, severity }: Meaning): boolean {
  const known = knownType({ type });
  if (known === undefined) return outcome === undefined && severity === 'info';
  return meaningOf[known].outcome === undefined && known !== 'sdrs.action.failed';
}

function matches(route: Route, notification: Notification): boolean {
  const { when = {} } = route;
  return (
    isAskedFor(route, { ...notification, account: notification.account.id }) &&
    !isQuietSuccess(route, notification) &&
    globsMatch(when.job_type, notification.job.job_type) &&
    Object.entries(when.labels ?? {}).every(([key, value]) => notification.labels[key] === value)
  );
}

/** A rehearsal is short on purpose, so its success is never suppressed. */
function isQuietSuccess(
  { only_if_longer_than: limit }: Route,
  { outcome, job, rehearsal }: Notification,
): boolean {
  if (rehearsal !== undefined) return false;
  if (limit === undefined || outcome !== 'succeeded' || job.duration_seconds === undefined) return false;
  return job.duration_seconds <= (durationSeconds(limit) ?? 0);
}

/** Returns the values of the fields that `once_per` compares, as one text. */
export function samenessOf(notification: Notification, points: readonly (typeof sameness)[number][]): string {
  const { job, account } = notification;
  const values: Record<(typeof sameness)[number], string | undefined> = {
    account: account.id,
    project: account.project_id,
    job: job.job_id,
    job_type: job.job_type,
    error_code: job.error_code,
    outcome: notification.outcome,
    type: notification.type,
  };
  return JSON.stringify(points.map((point) => [point, values[point] ?? null]));
}

function globsMatch(globs: readonly string[] | undefined, text: string | undefined): boolean {
  if (globs === undefined) return true;
  return text !== undefined && globs.some((glob) => globMatches(glob, text));
}

/**
 * Finds the parts between the `*` one by one: a regular expression with several `*` is too slow on a long
 * text.
 */
function globMatches(glob: string, text: string): boolean {
  const [first = '', ...parts] = glob.split('*');
  const last = parts.pop();
  if (last === undefined) return first.length === text.length && standsAt(0, first, text);
  const end = text.length - last.length;
  let from = first.length;
  if (from > end || !standsAt(0, first, text) || !standsAt(end, last, text)) return false;
  for (const part of parts) {
    while (from + part.length <= end && !standsAt(from, part, text)) from += 1;
    from += part.length;
  }
  return from <= end;
}

/** Returns whether a part of a glob, where `?` is any character, matches the text at this place. */
function standsAt(place: number, part: string, text: string): boolean {
  return part.split('').every((character, index) => character === '?' || character === text[place + index]);
}
