import * as z from 'zod';
import { Language } from '../message/render-options.ts';
import { Zone } from '../notification/zone.ts';
import { isLoopback } from '../watch/endpoint-url.ts';
import { SecretRef } from '../watch/ports/secret.ts';

/** The id of a destination in the configuration. Routes and deliveries use it. */
export const DestinationId = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,62}$/,
    'expected 1 to 63 lower-case letters, digits and "-", a letter or digit first',
  );

/** The fields of every destination whose messages people read. */
export const renderFields = {
  id: DestinationId,
  /** The language of titles, labels and sentences. Texts of the cloud are not translated. */
  language: Language.optional(),
  /** A second time zone: times appear in UTC and in this zone. */
  zone: Zone.optional(),
};

const expectedUrl = 'expected https://host/path without user, query and fragment, or a reference to a secret';

/**
 * An address: in clear if no part of it is secret, else a reference. An error does not repeat it: it may be
 * secret.
 */
export const ClearOrSecretUrl = z.string().superRefine((text, context) => {
  const problem = SecretRef.safeParse(text).success ? undefined : urlProblem(text);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: `${expectedUrl}; ${problem}` });
});

function urlProblem(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null) return 'found something that is neither';
  if (url.username !== '' || url.password !== '') return 'found a user or password in it';
  if (/[?#]/.test(text)) return 'found a query or fragment: if it is needed, keep the whole URL as a secret';
  if (url.protocol === 'https:') return undefined;
  if (url.protocol === 'http:' && isLoopback(url.hostname)) return undefined;
  return 'http is accepted only for 127.0.0.1, [::1] or localhost';
}

/**
 * The recipients that every message mentions: user names without `@`, or all members by `channel`, `all` or
 * `here`.
 */
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

/**
 * The word that a robot demands in every message if its security setting is "custom keywords". The pattern
 * allows only characters that no format escapes, so that the robot finds the word unchanged.
 */
export const RobotKeyword = z
  .string()
  .regex(
    /^[\p{L}\p{N}](?:[\p{L}\p{N} .:-]{0,62}[\p{L}\p{N}])?$/u,
    'expected 1 to 64 letters, digits, spaces, ".", ":" and "-", a letter or digit first and last',
  );

/** A region of AWS. */
export const AwsRegion = z
  .string()
  .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'expected an AWS region such as eu-central-1');

/** The ARN of an SNS topic, standard or first-in-first-out. */
export const TopicArn = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:sns:[a-z]{2}(?:-[a-z]+)+-\d:\d{12}:[A-Za-z0-9_-]{1,256}(?:\.fifo)?$/,
    'expected the ARN of a topic, such as arn:aws:sns:eu-central-1:123456789012:dr-team',
  );
