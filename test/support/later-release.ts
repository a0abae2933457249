import * as z from 'zod';
import { stateVersion } from '../../lib/workflow/state-version.ts';

// State as a later release would write it: a higher version, more keys at every level, values that nobody
// knows.

type Json = Record<string, unknown>;

/** What has keys of the caller or of the cloud: a later release adds none there. */
const open = ['labels', 'entities'];

/** Adds a key that this release does not know to every object. */
export function withMore(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMore);
  if (typeof value !== 'object' || value === null) return value;
  const parts = Object.entries(value).map(([key, part]) => [key, open.includes(key) ? part : withMore(part)]);
  return { ...Object.fromEntries(parts), of_a_later_release: { any: ['thing'] } };
}

/** A part of the state with a higher version and other values. */
export const later = (part: unknown, changes: object): Json => ({
  ...z.record(z.string(), z.unknown()).parse(part),
  ...changes,
  version: stateVersion + 1,
});

/** A notification of a type, severity and outcome that this release does not know. */
export const laterNotification = (notification: unknown): Json =>
  later(notification, { type: 'sdrs.job.cancelled', severity: 'fatal', outcome: 'cancelled' });
