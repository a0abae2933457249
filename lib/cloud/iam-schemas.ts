import * as z from 'zod';

const named = z.object({ name: z.string() });

/**
 * The body of `POST /v3/auth/tokens` for a token of one project by user and password (IAM API reference,
 * "Obtaining a User Token Through Password Authentication").
 */
export const TokenRequest = z.object({
  auth: z.object({
    identity: z.object({
      methods: z.tuple([z.literal('password')]),
      password: z.object({ user: z.object({ name: z.string(), password: z.string(), domain: named }) }),
    }),
    scope: z.object({ project: z.union([z.object({ id: z.string() }), named]) }),
  }),
});
export type TokenRequest = z.infer<typeof TokenRequest>;

/**
 * What IAM answers with 201; the token itself is in the header named by `tokenHeader`. `expires_at` has six
 * fraction digits (`2019-02-13T06:52:13.855000Z`) and becomes milliseconds since 1970.
 */
export const TokenResponse = z.object({
  token: z.object({
    expires_at: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
    /** The project that the token is for. */
    project: z.object({ id: z.string() }).optional(),
  }),
});
export type TokenResponse = z.infer<typeof TokenResponse>;

/** Where IAM's answer holds the token. */
export const tokenHeader = 'x-subject-token';
