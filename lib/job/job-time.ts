const form = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,9})?)(?:Z|([+-]\d\d):?(\d\d))?$/;

/**
 * The instant of a job's begin_time or end_time in milliseconds since 1970; undefined when it is none. A time without
 * a zone is taken as UTC, the zone of every published example.
 */
export function instantOf(time = ''): number | undefined {
  const [, day, clock, hours, minutes] = form.exec(time.trim()) ?? [];
  const zone = hours === undefined ? 'Z' : `${hours}:${minutes}`;
  const instant = Date.parse(`${day}T${clock}${zone}`);
  return Number.isNaN(instant) ? undefined : instant;
}

/** The seconds from a job's begin to its end, to the millisecond; undefined unless both are known and in order. */
export function secondsBetween(begin: string | undefined, end: string | undefined): number | undefined {
  const from = instantOf(begin);
  const to = instantOf(end);
  return from === undefined || to === undefined || to < from ? undefined : (to - from) / 1_000;
}
