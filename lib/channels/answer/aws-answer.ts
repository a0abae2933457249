import * as z from 'zod';
import type { ChannelAnswer } from '../../notification/delivery.ts';
import type { Answer } from '../channel.ts';
import { jsonOf } from './json-of.ts';
import type { CodeMeaning } from './vendor-code.ts';
import { readVendorWord, VendorWord } from './vendor-word.ts';

const later: CodeMeaning = { kind: 'try_again', hint: 'AWS has a problem of its own' };
const slower: CodeMeaning = { kind: 'throttled', hint: 'more requests than the quota of the account' };
const mayNot: CodeMeaning = {
  kind: 'refused',
  hint: 'the role of the sender may not do that, or the resource forbids it',
};

/** What every service of AWS may answer (docs.aws.amazon.com, "Common Error Types" of each API). */
const common: readonly [word: string, CodeMeaning][] = [
  ['Throttling', slower],
  ['ThrottlingException', slower],
  ['ThrottledException', slower],
  ['Throttled', slower],
  ['TooManyRequestsException', slower],
  ['LimitExceededException', slower],
  ['InternalError', later],
  ['InternalFailure', later],
  ['InternalException', later],
  ['InternalFailureException', later],
  ['ServiceUnavailable', later],
  ['RequestExpired', later],
  // The credentials are renewed before the next attempt.
  ['ExpiredToken', later],
  ['ExpiredTokenException', later],
  ['AuthorizationError', mayNot],
  ['AccessDenied', mayNot],
  ['AccessDeniedException', mayNot],
  ['InvalidClientTokenId', { kind: 'refused', hint: 'the credentials of the sender are wrong' }],
  ['UnrecognizedClientException', { kind: 'refused', hint: 'the credentials of the sender are wrong' }],
  ['SignatureDoesNotMatch', { kind: 'refused', hint: 'the credentials of the sender are wrong' }],
];

/** A service of AWS: who begins the sentences, what its own errors mean, and what it answers when it took a message. */
export interface AwsService {
  who: string;
  meanings: readonly [word: string, CodeMeaning][];
  proof: string;
}

/** Reads an answer of AWS by the code of its error, wherever the protocol of the service puts it. */
export function readAwsAnswer(
  answer: Answer,
  { proven, code }: { proven: boolean; code?: string | undefined },
  { service, now }: { service: AwsService; now: number },
): ChannelAnswer {
  const { who, proof } = service;
  const meanings = new Map([...common, ...service.meanings]);
  const word = VendorWord.safeParse(code ?? errorCode(answer)).data;
  return readVendorWord(answer, { word, proven }, { who, proof, meanings, now });
}

const JsonError = z.union([
  z.object({ __type: z.string() }).transform(({ __type }) => __type),
  z.object({ code: z.string() }).transform(({ code }) => code),
]);

/** In XML the element Code; in JSON a header, or `__type` behind a name space (smithy.io, "AWS JSON protocols", "Operation error serialization"). */
function errorCode(answer: Answer): string | undefined {
  const xml = /<Code>([A-Za-z0-9_.-]{1,64})<\/Code>/.exec(answer.body)?.[1];
  if (xml !== undefined) return xml;
  const json = answer.headers['x-amzn-errortype'] ?? jsonOf(answer, JsonError);
  return json?.split(':')[0]?.split('#').at(-1);
}

/** The endpoint of a service in a region, for the partition that an ARN names (docs.aws.amazon.com/general/latest/gr/rande.html). */
export const awsEndpoint = (service: string, region: string): string =>
  `https://${service}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;

export const Region = z
  .string()
  .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'expected a region of AWS such as eu-central-1');
