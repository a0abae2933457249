const longestSeconds = 24 * 3_600;

/** The three forms of an HTTP-date, which is always in GMT (RFC 9110, section 5.6.7). */
const dateForms = [
  /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/,
  /^[A-Z][a-z]{5,8}, \d\d-[A-Z][a-z]{2}-\d\d \d\d:\d\d:\d\d GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/,
];

/**
 * The seconds that a Retry-After header asks to wait from `now` (milliseconds since 1970), whole and at most a day;
 * 0 for a time in the past, undefined when there is no such header or it says nothing. (RFC 9110, section 10.2.3)
 */
export function retryAfterSeconds(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  const seconds = /^-?\d+$/.test(text) ? Number(text) : (dateOf(text) - now) / 1_000;
  if (Number.isNaN(seconds)) return undefined;
  return Math.min(Math.max(0, Math.ceil(seconds)), longestSeconds);
}

function dateOf(text: string): number {
  if (!dateForms.some((form) => form.test(text))) return Number.NaN;
  return Date.parse(text.endsWith(' GMT') ? text : `${text} GMT`);
}
