import * as z from 'zod';

/** A time zone by its IANA name. */
export const Zone = z.string().refine(isZone, {
  error: 'expected a time zone by its IANA name, such as Europe/Berlin or Asia/Shanghai',
});

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
