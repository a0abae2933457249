import * as z from 'zod';

/**
 * The word that a robot demands in every message when "custom keywords" is its security setting. Only words that need no
 * escaping anywhere, so that the robot finds them as they are.
 */
export const RobotKeyword = z
  .string()
  .regex(
    /^[\p{L}\p{N}](?:[\p{L}\p{N} .:-]{0,62}[\p{L}\p{N}])?$/u,
    'expected 1 to 64 letters, digits, spaces, ".", ":" and "-", a letter or digit first and last',
  );
