import * as z from 'zod';
import type { ChannelAnswer } from '../../notification/delivery.ts';
import type { Answer } from '../channel.ts';
import { jsonOf } from './json-of.ts';
import { type CodeMeaning, readVendorAnswer, VendorCode } from './vendor-answer.ts';

const awsProblem: CodeMeaning = { kind: 'try_again', hint: 'AWS has a problem of its own' };
const overQuota: CodeMeaning = { kind: 'throttled', hint: 'more requests than the quota of the account' };
const notAllowed: CodeMeaning = {
  kind: 'refused',
  hint: 'the role of the sender does not allow it, or the resource forbids it',
};
const wrongCredentials: CodeMeaning = { kind: 'refused', hint: 'the credentials of the sender are wrong' };

/** Errors of every AWS service (docs.aws.amazon.com, "Common Error Types" of each API). */
const common: readonly [code: string, CodeMeaning][] = [
  ['Throttling', overQuota],
  ['ThrottlingException', overQuota],
  ['ThrottledException', overQuota],
  ['Throttled', overQuota],
  ['TooManyRequestsException', overQuota],
  ['LimitExceededException', overQuota],
  ['InternalError', awsProblem],
  ['InternalFailure', awsProblem],
  ['InternalException', awsProblem],
  ['InternalFailureException', awsProblem],
  ['ServiceUnavailable', awsProblem],
  ['RequestExpired', awsProblem],
  // The next attempt gets fresh credentials.
  ['ExpiredToken', awsProblem],
  ['ExpiredTokenException', awsProblem],
  ['AuthorizationError', notAllowed],
  ['AccessDenied', notAllowed],
  ['AccessDeniedException', notAllowed],
  ['InvalidClientTokenId', wrongCredentials],
  ['UnrecognizedClientException', wrongCredentials],
  ['SignatureDoesNotMatch', wrongCredentials],
];

/** An AWS service, with the meanings of its own errors. */
export interface AwsService {
  /** The subject of the sentences: "SNS". */
  who: string;
  meanings: readonly [code: string, CodeMeaning][];
  /** What the body of an acceptance contains. */
  proof: string;
}

/** Reads an answer of AWS by its error code, in whichever place the service's protocol puts the code. */
export function readAwsAnswer(
  answer: Answer,
  { accepted, code }: { accepted: boolean; code?: string | undefined },
  { service, now }: { service: AwsService; now: number },
): ChannelAnswer {
  const { who, proof } = service;
  const meanings = new Map([...common, ...service.meanings]);
  const safeCode = VendorCode.safeParse(code ?? errorCode(answer)).data;
  return readVendorAnswer(answer, { accepted, code: safeCode }, { who, proof, meanings, now });
}

const JsonError = z.union([
  z.object({ __type: z.string() }).transform(({ __type }) => __type),
  z.object({ code: z.string() }).transform(({ code }) => code),
]);

/**
 * Finds the error code: in XML the element Code; in JSON a header, or `__type` with a namespace before it
 * (smithy.io, "AWS JSON protocols", "Operation error serialization").
 */
function errorCode(answer: Answer): string | undefined {
  const xml = /<Code>([A-Za-z0-9_.-]{1,64})<\/Code>/.exec(answer.body)?.[1];
  if (xml !== undefined) return xml;
  const json = answer.headers['x-amzn-errortype'] ?? jsonOf(answer, JsonError);
  return json?.split(':')[0]?.split('#').at(-1);
}
