import * as z from 'zod';
import { Language } from '../message/render-options.ts';
import { Zone } from '../notification/zone.ts';

/** The id of a destination in the configuration, by which routes and deliveries name it. */
export const DestinationId = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,62}$/,
    'expected 1 to 63 lower-case letters, digits and "-", a letter or digit first',
  );

/** What every destination has whose messages people read: its id, and the language and the time zone of its people. */
export const renderFields = {
  id: DestinationId,
  /** Of titles, labels and sentences; what the cloud says stays as it is. */
  language: Language.optional(),
  /** Times are given in UTC, and in this zone too. */
  zone: Zone.optional(),
};
