import * as z from 'zod';
import { type Notice, NoticeType, Outcome, Severity } from './notice.ts';

const some = <Item extends z.ZodType>(item: Item) => z.array(item).min(1);

/** A rule: which notices go to which destinations. Every condition that is given must hold; in a list, one entry is enough. */
export const Route = z.strictObject({
  when: z
    .strictObject({
      outcome: some(Outcome).optional(),
      type: some(NoticeType).optional(),
      severity: some(Severity).optional(),
      /** Globs over the job type: `*` is any run of characters, `?` is one. */
      job_type: some(z.string().min(1).max(128)).optional(),
      account: some(z.string()).optional(),
      /** Labels of the watch request that must be there with exactly these values. */
      labels: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
  to: some(z.string()),
});
export type Route = z.infer<typeof Route>;

/** The ids of the destinations of a notice, each once, in the order of the routes. Without routes every destination hears everything. */
export function destinationsOf(
  notice: Notice,
  routes: readonly Route[],
  destinations: readonly { id: string }[],
): string[] {
  if (routes.length === 0) return destinations.map(({ id }) => id);
  return [...new Set(routes.filter((route) => matches(route, notice)).flatMap((route) => route.to))];
}

function matches({ when }: Route, notice: Notice): boolean {
  if (when === undefined) return true;
  const oneOf = <Value>(wanted: readonly Value[] | undefined, found: Value | undefined) =>
    wanted === undefined || (found !== undefined && wanted.includes(found));
  return (
    oneOf(when.outcome, notice.outcome) &&
    oneOf(when.type, notice.type) &&
    oneOf(when.severity, notice.severity) &&
    oneOf(when.account, notice.account.id) &&
    globsMatch(when.job_type, notice.job.job_type) &&
    Object.entries(when.labels ?? {}).every(([key, value]) => notice.labels[key] === value)
  );
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
