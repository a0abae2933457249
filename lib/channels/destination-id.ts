import * as z from 'zod';

/** The id of a destination in the configuration, by which routes and deliveries name it. */
export const DestinationId = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,62}$/,
    'expected 1 to 63 lower-case letters, digits and "-", a letter or digit first',
  );
