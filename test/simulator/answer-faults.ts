import type { ReceiverChannel } from '../../lib/simulator/receiver.ts';
import {
  type Answer,
  badGatewayHtml,
  gatewayError,
  jsonReply,
  type Reply,
  textReply,
} from '../../lib/simulator/reply.ts';
import { spoiledReply } from './spoiled-reply.ts';

/** The error statuses in the API document ("Returned Values"), and those of gateways and receivers. */
const statuses = [
  ...([400, 401, 403, 404, 405, 406, 407, 408, 409, 500, 501, 502, 503, 504] as const),
  ...([302, 410, 413, 425, 429] as const),
] as const;
type StatusFault = `status-${(typeof statuses)[number]}`;

const madeFaults = [
  'retry-after-seconds',
  'retry-after-date',
  'retry-after-nonsense',
  'retry-after-huge',
  'reset-before-headers',
  'reset-in-body',
  'hang-before-headers',
  'hang-in-body',
  'dripping-headers',
  'dripping-body',
  'cut-off-body',
  'oversized-body',
  'empty-body',
  'html-page',
  'wrong-content-type',
  'invalid-utf8',
] as const;
type MadeFault = (typeof madeFaults)[number];

/** A fault that the answer of any server can have. */
export type AnswerFault = StatusFault | MadeFault;
export const answerFaults: readonly AnswerFault[] = [
  ...statuses.map((status) => `status-${status}` as const),
  ...madeFaults,
];

/** Faults that only the time-out of the client ends. */
export const slowFaults: ReadonlySet<string> = new Set([
  'hang-before-headers',
  'hang-in-body',
  'dripping-headers',
  'dripping-body',
] satisfies AnswerFault[]);

/** More bytes than jobwatch reads of any answer. */
const oversizedBytes = 1_100_000;

const throttled = (retryAfter: string): Answer => {
  const answer = gatewayError(429, 'APIGW.0308', 'The throttling threshold has been reached');
  return { ...answer, headers: { ...answer.headers, 'retry-after': retryAfter } };
};

const make: Record<MadeFault, (usual: Answer, now: number) => Reply> = {
  'retry-after-seconds': () => throttled('40'),
  'retry-after-date': (_usual, now) => throttled(new Date(now + 40_000).toUTCString()),
  'retry-after-nonsense': () => throttled('after lunch'),
  'retry-after-huge': () => throttled('99999999999'),
  'reset-before-headers': () => ({ kind: 'fault', fault: 'reset' }),
  'reset-in-body': (answer) => spoiledReply('reset-in-body', answer),
  'hang-before-headers': () => ({ kind: 'fault', fault: 'hang' }),
  'hang-in-body': (answer) => spoiledReply('hang-in-body', answer),
  'dripping-headers': (answer) => spoiledReply('drip-headers', answer),
  'dripping-body': (answer) => spoiledReply('drip', answer),
  'cut-off-body': (answer) => spoiledReply('cut-off', answer),
  'oversized-body': (usual) => ({ ...usual, status: 200, body: ' '.repeat(oversizedBytes) + usual.body }),
  'empty-body': () => textReply(200),
  'html-page': () => ({ ...badGatewayHtml, status: 200 }),
  'wrong-content-type': (usual) => ({ ...usual, headers: { ...usual.headers, 'content-type': 'image/png' } }),
  'invalid-utf8': () => spoiledReply('latin1', jsonReply(200, { message: 'Gerät läuft' })),
};

/** Returns the reply instead of the usual answer. `now` is the server's clock, in milliseconds since 1970. */
export function spoiled(fault: AnswerFault, usual: Answer, now: number): Reply {
  if (isMade(fault)) return make[fault](usual, now);
  const status = Number(fault.slice('status-'.length));
  return gatewayError(status, 'APIGW.9999', `The test asked for status ${status}`);
}

const isMade = (fault: AnswerFault): fault is MadeFault => Object.hasOwn(make, fault);

/** Returns the `spoil` option of a receiver, with the fault of each channel at this moment. */
export const spoilsMessages =
  (now: () => number, faultOf: (channel: ReceiverChannel) => AnswerFault | undefined) =>
  (channel: ReceiverChannel, usual: Answer): { fault: AnswerFault; reply: Reply } | undefined => {
    const fault = faultOf(channel);
    return fault && { fault, reply: spoiled(fault, usual, now()) };
  };
