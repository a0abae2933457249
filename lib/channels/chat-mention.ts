import * as z from 'zod';

/** Whom every message mentions, by user name without `@`, or a whole channel by `channel`, `all` or `here`. */
export const ChatMention = z
  .array(
    z
      .string()
      .regex(
        /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
        'expected a user name without "@", or channel, all or here: letters, digits, ".", "_" and "-"',
      ),
  )
  .min(1)
  .max(10);
