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

/** What two notifications have in common that count as the same for `once_per`. */
const sameness = ['account', 'project', 'job', 'job_type', 'error_code', 'outcome', 'type'] as const;

/** A rule: which notifications go to which destinations. Every condition that is given must hold; in a list, one entry is enough. */
export const Route = z.strictObject({
  when: z
    .strictObject({
      outcome: some(Outcome).optional(),
      /** Progress is told only where its type is named here; how a watch ended is told without. */
      type: some(NotificationType.exclude(['sdrs.test'])).optional(),
      severity: some(Severity).optional(),
      /** Globs over the job type: `*` is any run of characters, `?` is one. */
      job_type: some(z.string().min(1).max(128)).optional(),
      account: some(z.string()).optional(),
      /** Labels of the watch request that must be there with exactly these values. */
      labels: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
  to: some(z.string()),
  /** The destination that is told when one of `to` cannot be. */
  fallback: z.string().optional(),
  /** Quiet successes: a job that succeeded faster is not told. */
  only_if_longer_than: Duration.optional(),
  /** Of notifications that are the same in these points, only the first within that time is told. */
  once_per: z.strictObject({ same: some(z.enum(sameness)), within: Duration }).optional(),
  quiet: QuietHours.optional(),
});
export type Route = z.infer<typeof Route>;

/** The routes that a notification takes, in their order. Without routes every destination hears how every watch ended. */
export function routesOf(
  notification: Notification,
  routes: readonly Route[],
  destinations: readonly { id: string }[],
): Route[] {
  return orToEverybody(routes, destinations).filter((route) => matches(route, notification));
}

/** The routes, or where there are none the one to every destination. */
export const orToEverybody = (
  routes: readonly Route[],
  destinations: readonly { id: string }[],
): readonly Route[] => (routes.length === 0 ? toEverybody(destinations) : routes);

const toEverybody = (destinations: readonly { id: string }[]): Route[] =>
  destinations.length === 0 ? [] : [{ to: destinations.map(({ id }) => id) }];

/** The types of progress that some route asks for. */
export const wantedProgress = (routes: readonly Route[]): ReadonlySet<NotificationType> =>
  new Set(
    routes.flatMap(({ when }) => when?.type ?? []).filter((type) => isProgress({ ...meaningOf[type], type })),
  );

/** Whether a route asks for notifications of this type about this account, whatever else they are. */
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

/** A type that only a later release knows and that is no end is progress unless it is bad: nobody may miss that. */
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

/** A rehearsal is as short as it can be: its success is told. */
function isQuietSuccess(
  { only_if_longer_than: limit }: Route,
  { outcome, job, rehearsal }: Notification,
): boolean {
  if (rehearsal !== undefined) return false;
  if (limit === undefined || outcome !== 'succeeded' || job.duration_seconds === undefined) return false;
  return job.duration_seconds <= (durationSeconds(limit) ?? 0);
}

/** What a notification has in the points in which it must be the same as another. */
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

/** Finds the parts between the `*` one after the other: as a regular expression, several `*` over a long text take for ever. */
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

/** Whether a part of a glob, in which `?` is any character, stands in the text at this place. */
function standsAt(place: number, part: string, text: string): boolean {
  return part.split('').every((character, index) => character === '?' || character === text[place + index]);
}
